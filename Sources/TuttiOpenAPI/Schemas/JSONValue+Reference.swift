internal import TuttiJSON

extension JSONValue {
    /// A reference to a component: `schemas/Problem`.
    static func reference(_ component: String) -> JSONValue { ["$ref": .string("#/components/" + component)] }
}
