internal import Dispatch
internal import Synchronization
internal import TuttiPlan

/// Compiles a folder of composition files: every mistake of all files in one run, or a plan.
package struct CompositionLoader: Sendable {
    /// What `${NAME}` and `env` read.
    private let environment: [String: String]
    private let isForServing: Bool
    private let threadLimit: Int

    /// A loader that reads variables from `environment`.
    ///
    /// - Parameters:
    ///   - environment: the variables, by name.
    ///   - isForServing: whether requests are served with the plan. Where they aren't, a variable that expressions read may be
    ///     missing: a warning says so, and `env` has no such member.
    ///   - threadLimit: how many threads read at the same time. One leaves the other cores to clients.
    package init(environment: [String: String], isForServing: Bool = true, threadLimit: Int = 1) {
        self.environment = environment
        self.isForServing = isForServing
        self.threadLimit = threadLimit
    }

    /// Loads `gateway.yaml` and every other `.yaml` file in the folder and below it.
    package func load(folder path: String) -> LoadResult {
        let diagnostics = DiagnosticCollector()
        let files = CompositionFolder(path: path, diagnostics: diagnostics).files()
        return compile(files ?? [], diagnostics, folder: path, isFolderRead: files != nil)
    }

    /// Compiles files that are in memory; the one called `gateway.yaml` is the gateway's.
    ///
    /// The certificates and folders that they name are looked for on disk all the same, from the current folder on.
    package func load(files: [(name: String, text: String)]) -> LoadResult {
        compile(
            files.map { SourceFile(name: $0.name, text: $0.text) }, DiagnosticCollector(), folder: ".",
            isFolderRead: true)
    }

    private func compile(
        _ files: [SourceFile], _ diagnostics: DiagnosticCollector, folder: String, isFolderRead: Bool
    ) -> LoadResult {
        let substitution = EnvironmentSubstitution(environment: environment)
        let reader = YAMLReader(substitution: substitution, diagnostics: diagnostics)
        let gateway = gateway(files, reader, diagnostics, folder: folder, isFolderRead: isFolderRead)
        var documents = Documents()
        let keyFiles = gateway.authentication.keyFiles
        let others = files.filter { !CompositionFileName.isGateway($0.name) && !keyFiles.contains($0.name) }
        for (found, mistakes) in read(others, substitution, gateway, after: diagnostics) {
            documents.endpoints += found.endpoints
            documents.routes += found.routes
            diagnostics.add(mistakes)
        }
        PathConflicts(diagnostics: diagnostics).check(
            documents.endpoints, documents.routes, besides: gateway.authentication.ownPaths)
        reportUnusedWays(gateway, documents, diagnostics)
        let endpoints = documents.endpoints.compactMap(\.plan)
        let routes = documents.routes.compactMap(\.plan)
        let isWhole =
            !diagnostics.hasErrors && endpoints.count == documents.endpoints.count
            && routes.count == documents.routes.count
        let plan = GatewayPlan(
            settings: gateway.settings.settings, services: gateway.services, endpoints: endpoints, routes: routes,
            zone: gateway.zone)
        return LoadResult(
            plan: isWhole ? plan : nil, tests: isWhole ? documents.endpoints.map(\.tests) : [],
            routeTests: isWhole ? documents.routes.map(\.tests) : [],
            files: documents.endpoints.reduce(into: gateway.files) { $0.merge($1.files) { first, _ in first } },
            diagnostics: diagnostics.sorted(), fileCount: files.count,
            endpointCount: documents.endpoints.count,
            routeCount: documents.routes.count)
    }

    /// What the files other than gateway.yaml describe, as far as it could be read, in the order of files and documents.
    private struct Documents: Sendable {
        var endpoints: [EndpointReader.Result] = []
        var routes: [RouteReader.Result] = []
    }

    /// A way that nobody names is most often a name that was forgotten.
    private func reportUnusedWays(
        _ gateway: GatewayReader.Result, _ documents: Documents, _ diagnostics: DiagnosticCollector
    ) {
        guard !diagnostics.hasErrors else { return }
        var used = Set(gateway.standardAccess?.ways ?? [])
        for endpoint in documents.endpoints { used.formUnion(endpoint.plan?.access.ways ?? []) }
        for route in documents.routes { used.formUnion(route.plan?.access.ways ?? []) }
        for name in gateway.authentication.names {
            guard let index = gateway.authentication.indices[name.text] ?? nil, !used.contains(index) else { continue }
            diagnostics.warning(
                .unusedWay, at: name.span, "no endpoint and no route has `auth: \(name.text)`",
                help: "name it where it is meant, or remove it")
        }
    }

    private func gateway(
        _ files: [SourceFile], _ reader: YAMLReader, _ diagnostics: DiagnosticCollector, folder: String,
        isFolderRead: Bool
    ) -> GatewayReader.Result {
        let named = files.filter { CompositionFileName.isGateway($0.name) }
        guard let file = named.first else {
            let isReported = diagnostics.diagnostics.contains { CompositionFileName.isGateway($0.position.file) }
            if isFolderRead, !isReported {
                diagnostics.error(
                    .gatewayMissing, at: SourceFile(name: CompositionFileName.gateway[0], text: "").span,
                    "there is no gateway.yaml in this folder",
                    help: "it lists the services; the endpoints stand in the other `.yaml` files")
            }
            return GatewayReader.Result(isComplete: false, folder: folder, isForServing: isForServing)
        }
        for other in named.dropFirst() {
            diagnostics.error(
                .gatewayMisplaced, at: other.span, "there are two of them: gateway.yaml and gateway.yml",
                help: "put both into gateway.yaml")
        }
        let result = reader.read(file)
        return GatewayReader(
            environment: environment, isForServing: isForServing, folder: folder, sources: files,
            diagnostics: diagnostics
        ).read(result.documents.map(\.root), isCutShort: result.isCutShort, file: file)
    }

    /// Below so many files for each, a further thread costs more time than it saves.
    private static let filesPerThread = 4

    /// What each of the files describes, and what is wrong with it; in the order of the files, whichever is read first.
    private func read(
        _ files: [SourceFile], _ substitution: EnvironmentSubstitution, _ gateway: GatewayReader.Result,
        after diagnostics: DiagnosticCollector
    ) -> [(Documents, DiagnosticCollector.Findings)] {
        let hadErrors = diagnostics.hasErrors
        let read: @Sendable (SourceFile) -> (Documents, DiagnosticCollector.Findings) = { file in
            let diagnostics = DiagnosticCollector(hadErrors: hadErrors)
            var documents = Documents()
            let reader = YAMLReader(substitution: substitution, diagnostics: diagnostics)
            self.read(file, reader.read(file), gateway, diagnostics, into: &documents)
            return (documents, diagnostics.findings)
        }
        let threads = min(threadLimit, files.count / Self.filesPerThread)
        guard threads > 1 else { return files.map(read) }
        let next = Atomic(0)
        let results = Mutex([(Documents, DiagnosticCollector.Findings)?](repeating: nil, count: files.count))
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < files.count else { return }
                let result = read(files[index])
                results.withLock { $0[index] = result }
            }
        }
        return results.withLock { $0.compactMap(\.self) }
    }

    private func read(
        _ file: SourceFile, _ result: YAMLReader.Result, _ gateway: GatewayReader.Result,
        _ diagnostics: DiagnosticCollector, into documents: inout Documents
    ) {
        if CompositionFileName.isMisplacedGateway(file.name) {
            diagnostics.error(
                .gatewayMisplaced, at: file.span, "there is one gateway.yaml, at the top of the folder",
                help: "move its services there, or give this file another name")
            return
        }
        if result.documents.isEmpty, !result.isCutShort {
            diagnostics.warning(
                .emptyDocument, at: file.span, "this file describes no endpoint and no route", help: "remove it")
        }
        for document in result.documents {
            if document.root.isNull {
                diagnostics.warning(
                    .emptyDocument, at: document.root.start, "this document is empty",
                    help: "remove the `---` that begins it")
            } else if DescriptionReader.isDescription(document.root) {
                // A route names it.
                continue
            } else if KeyFileReader.isKeyFile(document.root) {
                continue
            } else if RouteReader.isRoute(document.root) {
                let route = RouteReader(gateway: gateway, diagnostics: diagnostics).route(document.root)
                if let route { documents.routes.append(route) }
            } else {
                let endpoint = EndpointReader(gateway: gateway, diagnostics: diagnostics)
                    .endpoint(document.root, isDamaged: document.isDamaged)
                if let endpoint { documents.endpoints.append(endpoint) }
            }
        }
    }
}
