package import TuttiPlan

/// The instances of a service in a file of their own, which a deployment writes: a JSON list, read as `instances` of gateway.yaml is.
package struct InstanceList: Sendable {
    /// Why a file is no such list: what is wrong, and where.
    package struct Unreadable: Error, CustomStringConvertible {
        /// The first mistake, behind its line and column.
        package let description: String
    }

    /// A larger file is not read.
    package static let sizeLimit = 1 << 20
    /// The most instances.
    package static let countLimit = 10_000

    /// The instances, in the order of the file.
    package let instances: [ServiceInstance]

    /// Reads the bytes of a file.
    package init(_ bytes: [UInt8]) throws(Unreadable) {
        guard bytes.count <= Self.sizeLimit else { throw Unreadable(description: "it is larger than 1 MiB") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Unreadable(description: "it is not UTF-8")
        }
        let diagnostics = DiagnosticCollector()
        let file = SourceFile(name: "", text: text)
        let reader = YAMLReader(substitution: EnvironmentSubstitution(environment: nil), diagnostics: diagnostics)
        let documents = reader.read(file).documents
        var instances: [ServiceInstance] = []
        switch documents.first?.root.content {
        case _ where diagnostics.hasErrors: break
        case .sequence(let elements)? where documents.count == 1:
            guard elements.count <= Self.countLimit else {
                throw Unreadable(description: "it has more than 10,000 instances")
            }
            instances = elements.compactMap(InstanceReader(diagnostics: diagnostics).instance)
        default:
            throw Unreadable(description: "it is no list of URLs, like `[\"http://10.0.0.7:8080\"]`")
        }
        if let mistake = diagnostics.sorted().first(where: { $0.severity == .error }) {
            throw Unreadable(
                description: "line \(mistake.position.line), column \(mistake.position.column): \(mistake.message)")
        }
        self.instances = instances
    }
}
