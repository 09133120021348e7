internal import TuttiJSON

/// JSON of which two readers can't make two things.
enum StrictJSON {
    /// An object in which no object names a member twice, at most 32 deep; nil for anything else.
    static func object(_ bytes: [UInt8]) -> JSONNode? {
        guard let document = try? JSONDocument(parsing: bytes, limits: JSONLimits(depth: 32)),
            document.root.kind == .object, isDistinct(document.root)
        else { return nil }
        return document.root
    }

    private static func isDistinct(_ node: JSONNode) -> Bool {
        switch node.kind {
        case .array: return node.elements.allSatisfy(isDistinct)
        case .object:
            let members = node.members
            return members.count == node.count && members.allSatisfy { isDistinct($0.value) }
        case .null, .bool, .number, .string: return true
        }
    }
}
