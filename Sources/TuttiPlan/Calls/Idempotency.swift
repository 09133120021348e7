/// Of what the `Idempotency-Key` of a call is made, by which its service tells a second attempt from a second request.
package enum Idempotency: String, Sendable, Hashable, CaseIterable {
    /// Of the client's key, so that a client that asks again has the service asked with the same key; of the request where it has none.
    case client
    /// Of the request: another one each time that a client asks.
    case request
}
