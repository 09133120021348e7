internal import TuttiJSON

/// What schemas of OpenAPI 3.0 say in words of their own, and JSON Schema, which 3.1 has, in others.
enum SchemaOf30 {
    /// The members of an object in the words of 3.1: `nullable` and exclusive bounds that are switches.
    static func asOf31(_ members: [(String, JSONValue)]) -> JSONValue {
        var object = JSONObject(members.map { (name: $0.0, value: $0.1) })
        if let isNullable = object["nullable"]?.bool {
            object["nullable"] = nil
            if isNullable, let type = object["type"]?.string {
                object["type"] = .strings([type, "null"])
                if let values = object["enum"]?.elements { object["enum"] = .array(values + [.null]) }
            }
        }
        for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            guard let isExclusive = object[exclusive]?.bool else { continue }
            object[exclusive] = nil
            guard isExclusive, let value = object[bound] else { continue }
            object[bound] = nil
            object[exclusive] = value
        }
        return .object(object)
    }
}
