internal import TuttiJSON

extension JSONValue {
    /// How many bytes of text a response had that this is the value of.
    var textSize: Int {
        switch self {
        case .node(let node): node.withRawBytes { $0.count }
        case .string(let text): text.utf8.count
        case .null, .bool, .number, .array, .object: 0
        }
    }
}
