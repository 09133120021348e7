import Synchronization
import TuttiPlan

@testable import TuttiServer

/// Plans as a test says: each reload takes the next, the last one stays.
final class ScriptedPlans: PlanSource {
    private struct State {
        var plans: [LoadedPlan]
        var reports: [ReloadReport] = []
    }

    private let state: Mutex<State>
    private let onLoad: @Sendable () -> Void

    /// Plans that are there once `onLoad` has returned.
    init(_ plans: [LoadedPlan], onLoad: @escaping @Sendable () -> Void = {}) {
        state = Mutex(State(plans: plans))
        self.onLoad = onLoad
    }

    /// What became of the reloads so far.
    var reports: [ReloadReport] { state.withLock { $0.reports } }

    func load() -> LoadedPlan {
        onLoad()
        return state.withLock { $0.plans.count > 1 ? $0.plans.removeFirst() : $0.plans.first ?? .broken }
    }

    func reloadEnded(_ report: ReloadReport) {
        state.withLock { $0.reports.append(report) }
    }
}

extension LoadedPlan {
    /// Files with an error.
    static let broken = LoadedPlan(plan: nil, diagnostics: #"[{"code":"x"}]"#)

    /// Files without one.
    static func serving(
        _ endpoints: [String], services: [ServicePlan] = [], settings: GatewaySettings = .testing()
    ) -> LoadedPlan {
        LoadedPlan(
            plan: .serving(endpoints.map { .named($0) }, services: services, settings: settings), diagnostics: "[]")
    }
}
