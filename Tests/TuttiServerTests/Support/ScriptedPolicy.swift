@testable import TuttiServer

/// A policy as a test says.
struct ScriptedPolicy: RequestPolicy {
    let script: @Sendable (Exchange, NextPolicies) -> Void

    /// A policy that lets each request go on by `next`.
    init(_ script: @escaping @Sendable (Exchange, NextPolicies) -> Void) {
        self.script = script
    }

    /// A policy that hands each request to a handler.
    static func streaming(to handler: ScriptedHandler, limit: Int = .max, saysContinue: Bool = true) -> ScriptedPolicy {
        ScriptedPolicy { exchange, _ in handler.take(exchange, limit: limit, saysContinue: saysContinue) }
    }

    func handle(_ exchange: Exchange, next: NextPolicies) {
        script(exchange, next)
    }
}
