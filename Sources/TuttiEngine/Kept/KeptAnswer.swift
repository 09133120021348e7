internal import HTTPTypes
internal import TuttiJSON
internal import TuttiResilience

/// A good answer that is kept for later requests: its value before `select`, which may read the client's request.
struct KeptAnswer: Sendable {
    let value: JSONValue
    let status: Int?
    /// The header fields that expressions read.
    let fields: [HTTPField]
    let storedAt: MonotonicTime
    /// How old it is, as of the moment it was asked for.
    var age = TimeSpan.zero

    /// About how much memory it takes.
    ///
    /// A document has its bytes and an index of eight bytes for each value, of which the shortest take two bytes of text.
    var size: Int {
        let text: Int =
            switch value {
            case .node(let node): node.withRawBytes { $0.count } * 3
            case .string(let text): text.utf8.count
            case .null, .bool, .number, .array, .object: 64
            }
        return 256 + text
    }
}
