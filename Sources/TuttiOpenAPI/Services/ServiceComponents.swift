internal import TuttiJSON

/// The components of services' own descriptions, under names that no others have: `Order` of the service `orders` is `orders.Order`.
struct ServiceComponents {
    /// Parts of a description whose references are to lead to the gateway's document.
    enum Part {
        /// A value whose members mean what OpenAPI says.
        case object
        /// A mapping whose names anybody chose: properties, headers, media types.
        case map
        /// The responses of an operation, or of the components.
        case responses
    }

    /// By kind, `schemas`; then by the new name.
    private(set) var copied: [String: JSONObject] = [:]
    private var prefixes: [(document: JSONValue, prefix: String)] = []
    /// Components that were referred to, and are still to be copied: a chain of references may be as long as a file.
    private var referred: [(component: JSONValue, kind: String, name: String)] = []

    /// Kinds that come along; `securitySchemes`, `links` and `callbacks` don't.
    private static let kinds: Set<String> = [
        "schemas", "parameters", "responses", "requestBodies", "headers", "examples", "pathItems",
    ]
    /// Members whose own members have names that anybody chose.
    private static let maps: Set<String> = [
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "headers", "content", "encoding",
    ]
    /// Members that are data.
    private static let data: Set<String> = ["const", "default", "enum", "example", "value"]

    /// The names of components of a document begin with this; the same for the same document.
    mutating func prefix(of document: JSONValue, service: String) -> String {
        if let known = prefixes.first(where: { $0.document == document }) { return known.prefix }
        let count = prefixes.count { $0.prefix == service || $0.prefix.hasPrefix(service + "_") }
        let prefix = count == 0 ? service : "\(service)_\(count + 1)"
        prefixes.append((document, prefix))
        return prefix
    }

    /// A part with its references made to lead to copies of what they lead to; these are copied, if they are not yet.
    mutating func moved(_ value: JSONValue, as part: Part = .object, of document: JSONValue, prefix: String)
        -> JSONValue
    {
        let result = rewritten(value, as: part, of: document, prefix)
        while let (component, kind, name) = referred.popLast() {
            let copy = rewritten(component, of: document, prefix)
            copied[kind, default: JSONObject()][name] = kind == "responses" ? response(copy) : copy
        }
        return result
    }

    /// The same part; what it refers to is noted.
    private mutating func rewritten(
        _ value: JSONValue, as part: Part = .object, of document: JSONValue, _ prefix: String
    ) -> JSONValue {
        switch value.kind {
        case .array: return .array(value.elements.map { rewritten($0, of: document, prefix) })
        case .object:
            switch part {
            case .map: return .members(value.members.map { ($0.name, rewritten($0.value, of: document, prefix)) })
            case .responses:
                return .members(value.members.map { ($0.name, response(rewritten($0.value, of: document, prefix))) })
            case .object: return object(value, of: document, prefix)
            }
        default: return value
        }
    }

    private mutating func object(_ value: JSONValue, of document: JSONValue, _ prefix: String) -> JSONValue {
        var members: [(String, JSONValue)] = []
        for (name, member) in value.members {
            switch name {
            case "$ref" where member.string != nil:
                members.append((name, .string(reference(member.string ?? "", of: document, prefix))))
            case "mapping" where member.kind == .object:
                // Of a discriminator: names of schemas, or references.
                members.append((name, mapping(member, of: document, prefix)))
            case "examples" where member.kind == .array: members.append((name, member))
            case "examples" where member.kind == .object:
                members.append((name, rewritten(member, as: .map, of: document, prefix)))
            default:
                if Self.data.contains(name) {
                    members.append((name, member))
                } else {
                    let part: Part = Self.maps.contains(name) ? .map : .object
                    members.append((name, rewritten(member, as: part, of: document, prefix)))
                }
            }
        }
        let isOld = document.member("openapi")?.string?.hasPrefix("3.0") ?? false
        return isOld ? SchemaOf30.asOf31(members) : .members(members)
    }

    /// The gateway's own components with these behind them, of each kind.
    func added(to own: [(name: String, value: JSONValue)]) -> JSONObject {
        var all = JSONObject(own)
        for (kind, copies) in copied.sorted(by: { $0.key < $1.key }) {
            all[kind] = .object(JSONObject((all[kind]?.members ?? []) + copies.members))
        }
        return all
    }

    /// A response leads to no other operation: their names are others here.
    private func response(_ value: JSONValue) -> JSONValue {
        .members(value.members.filter { $0.name != "links" }.map { ($0.name, $0.value) })
    }

    private mutating func mapping(_ value: JSONValue, of document: JSONValue, _ prefix: String) -> JSONValue {
        .members(
            value.members.map { name, target in
                guard let text = target.string else { return (name, target) }
                let path = text.hasPrefix("#/") ? text : "#/components/schemas/" + text
                return (name, .string(reference(path, of: document, prefix)))
            })
    }

    /// A reference to the copy of a component; one that leads nowhere stays as it is.
    private mutating func reference(_ text: String, of document: JSONValue, _ prefix: String) -> String {
        guard let pointer = try? JSONPointer(parsing: String(text.dropFirst())), text.hasPrefix("#/components/"),
            pointer.tokens.count >= 3, Self.kinds.contains(pointer.tokens[1]),
            let component = JSONPointer(tokens: Array(pointer.tokens.prefix(3))).resolve(in: document)
        else { return text }
        let (kind, name) = (pointer.tokens[1], "\(prefix).\(pointer.tokens[2])")
        if copied[kind, default: JSONObject()][name] == nil {
            // Its place is taken now: others may refer to it before it is copied.
            copied[kind, default: JSONObject()][name] = .null
            referred.append((component, kind, name))
        }
        return "#" + JSONPointer(tokens: ["components", kind, name] + pointer.tokens.dropFirst(3)).description
    }
}
