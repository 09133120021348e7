/// The names every expression may read beside the calls; they can't be call names.
package enum ScopeName: String, Sendable, CaseIterable {
    /// Parameters of the path, an object of strings.
    case path
    /// First value of each query parameter, an object of strings.
    case query
    /// All values of each query parameter, an object of arrays of strings.
    case queryAll = "query_all"
    /// The client's headers by lower-case name, an object of strings.
    case headers
    /// The client's cookies, an object of strings.
    case cookies
    /// The client's JSON body, null without one.
    case body
    /// What is known of who sends the request, by the way by which it is shown; null of nobody.
    case claims
    /// Who has sent the request: an object with `address`, text.
    case client
    /// The variables `gateway.yaml` lists under `env`.
    case env
    /// What happened to each call, an object by call name.
    case meta
    /// In a call with `each`: the value, or the array of values of a batch.
    case each

    /// The slot of this name in every endpoint's ``ScopeLayout``.
    package var slot: Int {
        switch self {
        case .path: 0
        case .query: 1
        case .queryAll: 2
        case .headers: 3
        case .cookies: 4
        case .body: 5
        case .claims: 6
        case .env: 7
        case .meta: 8
        case .each: 9
        case .client: 10
        }
    }

    /// The slot of the first call.
    package static let firstCallSlot = 11
}
