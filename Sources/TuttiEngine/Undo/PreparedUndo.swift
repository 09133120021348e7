internal import TuttiPlan

/// What takes a call back, with everything computed that does not depend on a request.
final class PreparedUndo: Sendable {
    let plan: UndoPlan
    /// Its request.
    let call: PreparedCall

    init(plan: UndoPlan, call: PreparedCall) {
        self.plan = plan
        self.call = call
    }
}
