package import TuttiPolicies

/// Who may send requests to an endpoint or a route.
package struct AccessPlan: Sendable, Equatable {
    /// The ways of ``GatewaySettings/ways`` by which clients show who they are, by index, in the order in which they are tried; with none,
    /// nobody is asked.
    package var ways: [Int] = []
    /// Whether who shows nothing may go on, as nobody.
    package var isOptional = false
    /// Whether one of the ways asks somebody who may be away.
    package var asksSomebody = false
    /// Whether one of the ways is a session of browsers.
    package var takesSessions = false
    /// Where the ways have their credentials: what services don't get unless the files say so.
    package var credentials: [CredentialPlace] = []
    /// What must be true of a request, asked in this order once it is known who sends it.
    package var rules: [AccessRule] = []
    /// Where the file says who may; nil where it says nothing.
    package var position: SourcePosition?

    /// Everybody may.
    package init() {}

    package static func == (left: AccessPlan, right: AccessPlan) -> Bool {
        left.ways == right.ways && left.isOptional == right.isOptional && left.credentials == right.credentials
            && left.rules == right.rules
    }

    /// Whether a client has to show who it is.
    package var isRequired: Bool { !ways.isEmpty && !isOptional }

    /// The parameters of the query that have credentials.
    package var secretParameters: [String] {
        credentials.compactMap { if case .query(let name) = $0 { name } else { nil } }
    }

    /// The cookies that have credentials.
    package var secretCookies: [String] {
        credentials.compactMap { if case .cookie(let name) = $0 { name } else { nil } }
    }
}
