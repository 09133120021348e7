internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan

extension RoutePlan {
    /// Whether a path of OpenAPI can stand for it: one without the rest of a path, for one method.
    var isDescribable: Bool { !path.hasRest && method != nil }

    /// An entry of `x-tutti-routes`.
    var entry: JSONValue {
        var entry: [(String, JSONValue)] = [("path", .string(path.description))]
        if let method { entry.append(("method", .string(method.rawValue))) }
        if let summary { entry.append(("summary", .string(summary))) }
        return .members(entry)
    }
}
