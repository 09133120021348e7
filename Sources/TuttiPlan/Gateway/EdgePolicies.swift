package import TuttiPolicies

/// What is done to the responses of an endpoint or a route on their way to the client, whoever makes them.
package struct EdgePolicies: Sendable, Equatable {
    /// Which pages of other origins may read them; nil for none.
    package var cors: CORSPolicy?
    /// Headers that tell browsers to be careful; nil for none.
    package var securityHeaders: SecurityHeaders?

    /// Policies that do nothing.
    package init() {}
}
