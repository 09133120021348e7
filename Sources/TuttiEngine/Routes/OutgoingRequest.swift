internal import HTTPTypes
internal import TuttiResilience

/// A request that a route sends to one service: all of it but the client's own headers and the body.
package struct OutgoingRequest: Sendable {
    let destination: RouteDestination
    let method: HTTPRequest.Method
    /// Path and query in origin form (RFC 9112, 3.2.1), without the base path of an instance.
    let target: String
    /// Whose request it is, for the breaker of the service.
    let client: ClientGroup
    /// What is changed in the client's headers, once those that belong to its connection are gone.
    package let headers: HeaderChanges
    /// What it shows in `Authorization`; nil where the gateway says nothing of it there.
    let shown: ServiceTokens.Shown?
    /// What `hash` goes by; nil for the path.
    let balanceKey: UInt64?

    /// The index of the service in the plan.
    package var service: Int { destination.index }
}
