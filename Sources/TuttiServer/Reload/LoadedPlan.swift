package import TuttiPlan

/// What came of reading anew.
package struct LoadedPlan: Sendable {
    /// The plan; nil when there is any error.
    package var plan: GatewayPlan?
    /// All diagnostics, as a JSON array.
    package var diagnostics: String

    /// A result of its parts.
    package init(plan: GatewayPlan?, diagnostics: String) {
        self.plan = plan
        self.diagnostics = diagnostics
    }
}
