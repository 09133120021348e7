internal import Logging
internal import TuttiComposition
internal import TuttiPlan
internal import TuttiServer

/// The folder that `tutti serve` serves, with what the command line says over `gateway.yaml`.
struct ServedFolder: PlanSource {
    let compositions: FolderArgument
    /// `--listen`.
    let listen: ListenAddress?
    /// `--admin`.
    let admin: ListenAddress?
    /// What was read beside the folder's own files.
    let readFiles = ReadFiles()

    /// Where it is said what is wrong with the files, and what became of a reload.
    let log: GatewayLog

    /// Reads the files; what is to be said of them goes to the log.
    func read() -> LoadResult {
        let result = compositions.load()
        readFiles.replace(with: result.files)
        log.report(result, in: compositions)
        return result
    }

    /// The plan with the addresses of the command line in place of its own.
    func plan(of result: LoadResult) -> GatewayPlan? {
        guard let plan = result.plan else { return nil }
        return GatewayPlan(
            settings: plan.settings.with(listen: listen, admin: admin), services: plan.services,
            endpoints: plan.endpoints, routes: plan.routes, zone: plan.zone)
    }

    func load() -> LoadedPlan {
        let result = read()
        return LoadedPlan(plan: plan(of: result), diagnostics: Terminal.error.json(of: result, in: compositions))
    }

    func reloadEnded(_ report: ReloadReport) {
        for note in report.takesRestart { log.logger.warning("\(note)") }
        switch report.outcome {
        case .applied(let changes): log.logger.info("reloaded \(compositions.folder): \(changes.summary)")
        case .refused: log.logger.error("reload refused, what ran before still runs")
        case .draining: log.logger.info("no reload, the gateway is being stopped")
        }
    }
}

extension PlanChanges {
    /// `5 endpoints (1 new, 1 changed, 1 removed), 3 services (unchanged)`; routes where there are or were some.
    fileprivate var summary: String {
        let hasRoutes = routes.total + routes.removed > 0
        return
            (["\(Self.text(endpoints, "endpoint"))"] + (hasRoutes ? [Self.text(routes, "route")] : [])
            + [Self.text(services, "service")]).joined(separator: ", ")
    }

    private static func text(_ count: Count, _ noun: String) -> String {
        let parts = [(count.new, "new"), (count.changed, "changed"), (count.removed, "removed")].filter { $0.0 > 0 }
        let changes = parts.isEmpty ? "unchanged" : parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return "\(count.total) \(noun)\(count.total == 1 ? "" : "s") (\(changes))"
    }
}
