internal import HTTPTypes
internal import TuttiCaching
internal import TuttiJSON
internal import TuttiResilience

/// A good response that is cached for later requests.
struct CachedResponse: CachedValue {
    /// What is kept of it.
    enum Content: Sendable {
        /// Of a call: its value before `select`, which may read the client's request.
        case value(JSONValue)
        /// Of a call: one of `accept`, and the body was not read, as with `accept: {404: null}`.
        case fallback(JSONValue)
        /// Of a call: the service has said that there is nothing.
        case nothing
        /// Of an endpoint: all of it.
        case message(StoredMessage)
    }

    let content: Content
    let status: Int?
    /// The headers that were wanted; of an endpoint, all of them.
    let headers: [HTTPField]
    let storedAt: MonotonicTime
    /// How long it is fresh, of an endpoint.
    var lifetime = TimeSpan.zero
    /// What HTTP says of it; nil where the file says how long it is fresh.
    var http: HTTPMetadata?
    /// What it was found to fit last (``PreparedExpectation/number``), if it was checked.
    var checkedBy: UInt64?
    /// How old it is, as of the moment it was asked for.
    var age = TimeSpan.zero

    /// About how much memory it takes.
    var size: Int {
        let text: Int =
            switch content {
            case .value(.node(let node)), .fallback(.node(let node)): node.document.memorySize
            case .value(.string(let text)), .fallback(.string(let text)): text.utf8.count
            case .value, .fallback, .nothing: 64
            case .message(let message): message.body.count + 64
            }
        return headers.reduce((http == nil ? 256 : 1024) + text) { $0 + 64 + $1.value.utf8.count }
    }
}
