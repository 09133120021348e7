import TuttiComposition
import TuttiPlan

/// A file with `▸` before the characters at which a diagnostic is expected.
struct MarkedText {
    let text: String
    /// `line:column` of each mark, in order.
    let places: [String]

    init(_ marked: String) {
        var text = ""
        var places: [String] = []
        var (line, column) = (1, 1)
        for character in marked {
            if character == "▸" {
                places.append("\(line):\(column)")
                continue
            }
            text.append(character)
            (line, column) = character.isNewline ? (line + 1, 1) : (line, column + 1)
        }
        self.text = text
        self.places = places
    }
}

/// Compositions for tests: a gateway with three services, and endpoints made of a few lines.
enum Sample {
    static let gateway = """
        services:
          users: { instances: [http://127.0.0.1:7001], timeout: 500ms }
          orders: { instances: [http://127.0.0.1:7002] }
          payments: { instances: [http://127.0.0.1:7003] }
        """

    /// An endpoint with one call, `user`, of these lines; the response is `user`.
    static func call(_ lines: String...) -> String {
        "endpoint: GET /profile/{id}\ncalls:\n  user:\n    service: users\n"
            + lines.map { "    " + $0 + "\n" }.joined() + "response: [user, path.id]\n"
    }

    /// An endpoint with the calls `user` and `orders` and this response.
    static func response(_ text: String) -> String {
        "endpoint: GET /profile/{id}\ncalls:\n  user: { service: users, get: \"/users/{path.id}\" }\n"
            + "  orders: { service: orders, get: /orders }\nresponse: " + text + "\n"
    }

    static func load(_ endpoint: String, gateway: String = gateway, environment: [String: String] = [:]) -> LoadResult {
        CompositionLoader(environment: environment).load(files: [("gateway.yaml", gateway), ("a.yaml", endpoint)])
    }

    /// The one endpoint of a file without mistakes.
    static func plan(_ endpoint: String, environment: [String: String] = [:]) -> EndpointPlan? {
        load(endpoint, environment: environment).plan?.endpoints.first
    }
}

extension LoadResult {
    /// `line:column code` of each diagnostic.
    var marks: [String] {
        diagnostics.map { "\($0.position.line):\($0.position.column) \($0.code.rawValue)" }
    }

    /// All of it as text.
    var rendered: String { DiagnosticRenderer().text(diagnostics) }
}
