internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiRouting

/// The operations of a service's own description that clients reach through a route.
struct ServiceOperations {
    /// One operation, as the service describes it.
    struct Described {
        let method: HTTPRequest.Method
        /// The client's path.
        let path: PathPattern
        /// The names that the service gives to the parameters of ``path``, in order; they may get others.
        var names: [String] { path.parameterNames }
        fileprivate let operation: JSONValue
        fileprivate let item: JSONValue
    }

    /// In the order of the description.
    let described: [Described]
    private let document: JSONValue

    private static let methods: [HTTPRequest.Method] = [.get, .put, .post, .delete, .options, .head, .patch]

    /// What of a document the route at that index forwards, and no other endpoint or route takes.
    init(_ document: JSONValue, through index: Int, _ route: RoutePlan, _ forward: ForwardPlan, router: Router) {
        self.document = document
        var described: [Described] = []
        for (text, item) in document.member("paths")?.members ?? [] {
            guard let path = DescribedPath(text, through: route, forward) else { continue }
            let item = Self.resolved(item, in: document)
            for method in Self.methods {
                guard let operation = item.member(method.rawValue.lowercased()), operation.kind == .object,
                    Self.isTaken(path.pattern, method, by: index, router)
                else { continue }
                described.append(
                    Described(method: method, path: path.pattern, operation: operation, item: item))
            }
        }
        self.described = described
    }

    /// Whether a request goes to the route; the name of a parameter in braces is as good a value as any.
    private static func isTaken(_ path: PathPattern, _ method: HTTPRequest.Method, by index: Int, _ router: Router)
        -> Bool
    {
        guard let decoded = try? DecodedPath(path.description[...]),
            case .route(index, _, _) = router.match(method, decoded, holds: { route, _ in route == index })
        else { return false }
        return true
    }

    /// What a reference leads to; the value itself if it is none.
    private static func resolved(_ value: JSONValue, in document: JSONValue) -> JSONValue {
        guard let text = value.member("$ref")?.string, text.hasPrefix("#/"),
            let pointer = try? JSONPointer(parsing: String(text.dropFirst()))
        else { return value }
        return pointer.resolve(in: document) ?? value
    }

    /// The name that the service gives to an operation.
    func id(of described: Described) -> String? { described.operation.member("operationId")?.string }

    /// The Operation Object for the gateway's document.
    ///
    /// Left out is what is for the service alone: who may ask, where it is, what it calls back, and extensions.
    ///
    /// - Parameters:
    ///   - described: the operation.
    ///   - id: its name in the document.
    ///   - parameterNames: the names of the parameters of its path there.
    ///   - service: the name of the service.
    ///   - components: gets what the operation refers to.
    /// - Returns: the object.
    func operation(
        _ described: Described, id: String, parameterNames: [String], service: String,
        components: inout ServiceComponents
    ) -> JSONValue {
        let prefix = components.prefix(of: document, service: service)
        var operation = JSONObject()
        operation["operationId"] = .string(id)
        for (name, value) in described.operation.members {
            switch name {
            case "operationId", "parameters", "security", "servers", "callbacks": continue
            case _ where name.hasPrefix("x-"): continue
            case "responses":
                operation[name] = components.moved(value, as: .responses, of: document, prefix: prefix)
            default: operation[name] = components.moved(value, of: document, prefix: prefix)
            }
        }
        let parameters = parameters(of: described, named: parameterNames).map {
            components.moved($0, of: document, prefix: prefix)
        }
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        var responses = JSONObject(operation["responses"]?.members ?? [])
        // The service may be away, or the request one that the gateway refuses.
        if responses["default"] == nil { responses["default"] = .reference("responses/Problem") }
        operation["responses"] = .object(responses)
        return .object(operation)
    }

    /// Those of the path under their names in the document, then the others; those of the operation go before those of all of its path.
    private func parameters(of described: Described, named names: [String]) -> [JSONValue] {
        var declared: [JSONValue] = []
        let lists = [described.operation.member("parameters"), described.item.member("parameters")]
        for parameter in lists.flatMap({ $0?.elements ?? [] }) {
            let parameter = Self.resolved(parameter, in: document)
            let isKnown = declared.contains {
                $0.member("name")?.string == parameter.member("name")?.string
                    && $0.member("in")?.string == parameter.member("in")?.string
            }
            if !isKnown { declared.append(parameter) }
        }
        let ofPath = zip(described.names, names).map { own, name -> JSONValue in
            let parameter = declared.first {
                $0.member("in")?.string == "path" && $0.member("name")?.string == own
            }
            guard let parameter else {
                return ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
            }
            return .members(parameter.members.map { ($0.name, $0.name == "name" ? .string(name) : $0.value) })
        }
        return ofPath + declared.filter { $0.member("in")?.string != "path" }
    }
}
