package import TuttiPolicies

/// What is done to the responses of an endpoint or a route on their way to the client, whoever makes them.
package struct EdgePolicies: Sendable, Equatable {
    /// Which pages of other origins may read them; nil for none.
    package var cors: CORSPolicy?
    /// Headers that tell browsers to be careful; nil for none.
    package var securityHeaders: SecurityHeaders?
    /// Whether the responses of an endpoint have a strong `ETag` over their bytes, and 304 is answered to who has them.
    package var hasEntityTags = false
    /// Whether the responses of an endpoint are compressed for clients that want it.
    package var isCompressed = false
    /// Where the files say so, and where gateway.yaml says what holds for all endpoints and routes.
    package var sources = PolicySources()

    /// Policies that do nothing.
    package init() {}
}
