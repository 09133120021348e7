internal import HTTPTypes
internal import TuttiJSON
internal import TuttiResilience

/// A good response that is cached for later requests: its value before `select`, which may read the client's request.
struct CachedResponse: Sendable {
    let value: JSONValue
    let status: Int?
    /// Whether the value is one of `accept`, and the body was not read: `accept: {404: null}`.
    let isFallback: Bool
    /// The headers that were wanted.
    let headers: [HTTPField]
    let storedAt: MonotonicTime
    /// What it was found to fit last (``PreparedExpectation/number``), if it was checked.
    var checkedBy: UInt64?
    /// How old it is, as of the moment it was asked for.
    var age = TimeSpan.zero

    /// About how much memory it takes.
    var size: Int {
        let text: Int =
            switch value {
            case .node(let node): node.document.memorySize
            case .string(let text): text.utf8.count
            case .null, .bool, .number, .array, .object: 64
            }
        return headers.reduce(256 + text) { $0 + 64 + $1.value.utf8.count }
    }
}
