package import TuttiPlan

/// What came of loading a composition.
package struct LoadResult: Sendable {
    /// The plan; nil when there is any error.
    package let plan: GatewayPlan?
    /// The tests that stand beside each endpoint of the plan, in the order of its endpoints; empty when there is any error.
    package let tests: [[EndpointTest]]
    /// The tests that stand beside each route of the plan, likewise.
    package let routeTests: [[EndpointTest]]
    /// Files beside those of the folder that were read for it, by their paths, as they looked just before: certificates, keys, authorities.
    package let files: [String: FileStamp]
    /// All diagnostics, by file, line and column.
    package let diagnostics: [Diagnostic]
    /// How many files were read.
    package let fileCount: Int
    /// How many endpoints they hold, as far as they could be read.
    package let endpointCount: Int

    /// How many routes they hold, likewise.
    package let routeCount: Int

    /// How many of the diagnostics are errors.
    package var errorCount: Int { diagnostics.count { $0.severity == .error } }
    /// How many of the diagnostics are warnings.
    package var warningCount: Int { diagnostics.count { $0.severity == .warning } }
}

extension LoadResult {
    /// The same with only the diagnostics that concern one file: those in it or with a note in it, and the errors of gateway.yaml.
    package func concerning(_ file: String) -> LoadResult {
        let kept = diagnostics.filter { diagnostic in
            diagnostic.position.file == file || diagnostic.related.contains { $0.position.file == file }
                || diagnostic.severity == .error && CompositionFileName.isGateway(diagnostic.position.file)
        }
        return LoadResult(
            plan: plan, tests: tests, routeTests: routeTests, files: files, diagnostics: kept, fileCount: 1,
            endpointCount: endpointCount,
            routeCount: routeCount)
    }
}
