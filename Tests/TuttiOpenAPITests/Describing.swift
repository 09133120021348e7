import Foundation
import TuttiComposition
import TuttiJSON
import TuttiOpenAPI
import TuttiPlan

/// A description of endpoints that are written in a test.
struct Describing {
    let document: OpenAPIDocument
    let plan: GatewayPlan
    /// The tests beside each endpoint.
    let tests: [[EndpointTest]]

    static let standardGateway = """
        services:
          users: { instances: ["http://users.internal:7001"], forward-headers: [accept-language, authorization] }
          orders: { instances: ["http://orders.internal"] }
        """

    /// Files of endpoints, in this order.
    init(_ files: String..., gateway: String = standardGateway, keys: String? = nil) throws {
        let keys = keys.map { [(name: "k.yaml", text: $0)] } ?? []
        let named = files.enumerated().map { (name: "\($0.offset).yaml", text: $0.element) } + keys
        try self.init(CompositionLoader(environment: [:]).load(files: [("gateway.yaml", gateway)] + named))
    }

    /// A folder of the repository.
    init(folder: String) throws {
        let path = Repository.root.appendingPathComponent(folder).path
        try self.init(CompositionLoader(environment: [:]).load(folder: path))
    }

    private init(_ result: LoadResult) throws {
        guard let plan = result.plan else {
            throw InvalidComposition(text: DiagnosticRenderer().text(result.diagnostics))
        }
        self.plan = plan
        tests = result.tests
        document = OpenAPIDocument(plan, tests: tests)
    }

    struct InvalidComposition: Error {
        let text: String
    }

    /// What stands at a JSON Pointer, as compact JSON; nil if nothing does.
    func text(at pointer: String) throws -> String? {
        try JSONPointer(parsing: pointer).resolve(in: document.json).map(compactText)
    }

    /// The members of what stands there.
    func names(at pointer: String) throws -> [String] {
        try JSONPointer(parsing: pointer).resolve(in: document.json)?.members.map(\.name) ?? []
    }
}

/// JSON without white space, its members in order.
func compactText(_ value: JSONValue) -> String {
    var writer = JSONWriter()
    switch value.kind {
    // What was taken from a response has the white space that it had there.
    case .object:
        return "{"
            + value.members.map { compactText(.string($0.name)) + ":" + compactText($0.value) }
            .joined(separator: ",") + "}"
    case .array: return "[" + value.elements.map(compactText).joined(separator: ",") + "]"
    default:
        writer.write(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Files of the repository.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}
