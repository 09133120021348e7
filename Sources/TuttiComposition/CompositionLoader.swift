internal import TuttiPlan

/// Compiles a folder of composition files: every mistake of all files in one run, or a plan.
package struct CompositionLoader: Sendable {
    /// What `${NAME}` and `env` read.
    private let environment: [String: String]

    /// A loader that reads variables from `environment`.
    package init(environment: [String: String]) {
        self.environment = environment
    }

    /// Loads `gateway.yaml` and every other `.yaml` file in the folder and below it.
    package func load(folder path: String) -> LoadResult {
        let diagnostics = DiagnosticCollector()
        let files = CompositionFolder(path: path, diagnostics: diagnostics).files()
        return compile(files ?? [], diagnostics, isFolderRead: files != nil)
    }

    /// Compiles files that are in memory; the one called `gateway.yaml` is the gateway's.
    package func load(files: [(name: String, text: String)]) -> LoadResult {
        compile(files.map { SourceFile(name: $0.name, text: $0.text) }, DiagnosticCollector(), isFolderRead: true)
    }

    private func compile(_ files: [SourceFile], _ diagnostics: DiagnosticCollector, isFolderRead: Bool) -> LoadResult {
        let substitution = EnvironmentSubstitution(environment: environment)
        let reader = YAMLReader(substitution: substitution, diagnostics: diagnostics)
        let gateway = gateway(files, reader, diagnostics, isFolderRead: isFolderRead)
        let endpoints = files.filter { $0.name != Self.gatewayName }.flatMap { file in
            self.endpoints(file, reader.read(file), gateway, diagnostics)
        }
        RouteConflicts(diagnostics: diagnostics).check(endpoints)
        let plan = GatewayPlan(settings: gateway.settings, services: gateway.services, endpoints: endpoints.map(\.plan))
        return LoadResult(
            plan: diagnostics.hasErrors ? nil : plan, diagnostics: diagnostics.sorted(), fileCount: files.count,
            endpointCount: endpoints.count)
    }

    static let gatewayName = "gateway.yaml"

    private func gateway(
        _ files: [SourceFile], _ reader: YAMLReader, _ diagnostics: DiagnosticCollector, isFolderRead: Bool
    ) -> GatewayReader.Result {
        guard let file = files.first(where: { $0.name == Self.gatewayName }) else {
            let isReported = diagnostics.diagnostics.contains { $0.position.file == Self.gatewayName }
            if isFolderRead, !isReported {
                diagnostics.error(
                    .gatewayMissing, at: SourceFile(name: Self.gatewayName, text: "").span,
                    "there is no gateway.yaml in this folder",
                    help: "it lists the services; the endpoints stand in the other `.yaml` files")
            }
            return GatewayReader.Result(isComplete: false)
        }
        let result = reader.read(file)
        return GatewayReader(environment: environment, diagnostics: diagnostics)
            .read(result.documents.map(\.root), isCutShort: result.isCutShort, file: file)
    }

    private func endpoints(
        _ file: SourceFile, _ result: YAMLReader.Result, _ gateway: GatewayReader.Result,
        _ diagnostics: DiagnosticCollector
    ) -> [EndpointReader.Result] {
        if file.name.hasSuffix("/" + Self.gatewayName) {
            diagnostics.error(
                .gatewayMisplaced, at: file.span, "there is one gateway.yaml, at the top of the folder",
                help: "move its services there, or give this file another name")
            return []
        }
        if result.documents.isEmpty, !result.isCutShort {
            diagnostics.warning(.emptyDocument, at: file.span, "this file describes no endpoint", help: "remove it")
        }
        return result.documents.compactMap { document in
            if document.root.isNull {
                diagnostics.warning(
                    .emptyDocument, at: document.root.start, "this document is empty",
                    help: "remove the `---` that begins it")
                return nil
            }
            return EndpointReader(gateway: gateway, diagnostics: diagnostics).endpoint(
                document.root, isDamaged: document.isDamaged)
        }
    }
}
