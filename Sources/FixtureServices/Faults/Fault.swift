/// A way to misbehave: what happens to a response, and to which answers.
///
/// `delay`, `status` and `headers` combine with each other and with one `ending`.
package struct Fault: Sendable, Equatable {
    /// What becomes of the connection or the body, one of them at a time.
    package enum Ending: Sendable, Equatable {
        /// The whole request is read and no byte ever answered; the connection stays open.
        case hang
        /// The connection is closed before a request was read, without a byte.
        case closeAfterAccept
        /// The request is read whole, then the connection closed without a byte.
        case closeAfterRequest
        /// The request is read whole, then the connection reset (TCP RST) without a byte.
        case resetAfterRequest
        /// Head with the true `content-length`, half of the body, then TCP RST.
        case resetMidBody
        /// A complete response whose body is not JSON.
        case invalidJSON
        /// A chunked body that never ends, as fast as the client reads.
        case endless
        /// About 100 kB of gzip that decode to a JSON string of 100 MiB.
        case gzipBomb
        /// A chunked body without its last chunk, then a close: incomplete by RFC 9112, section 8.
        case truncatedChunked
        /// The head at once, then a byte of the body each interval.
        case trickle(Duration)
    }

    /// Headers that are too much.
    package enum Headers: String, Sendable, Equatable, CaseIterable {
        /// 10,000 small fields.
        case many
        /// One field of 1 MiB.
        case huge
    }

    /// Time before the first byte of the response.
    package var delay: Duration?
    /// Responses with this status and a problem body, 200 to 599; the service's work is not done.
    package var status: Int?
    /// Adds fields to the head.
    package var headers: Headers?
    /// How the response ends; nil ends it as it should.
    package var ending: Ending?
    /// Only so many requests, then the switch turns itself off.
    package var times: Int?
    /// Only this share of requests, in thousandths (1 to 1,000), spread evenly, the first included.
    package var perMille: Int?
    /// Only requests whose path starts so.
    package var pathPrefix: String?

    /// Makes a fault from its parts; without any it does nothing.
    package init(
        delay: Duration? = nil, status: Int? = nil, headers: Headers? = nil, ending: Ending? = nil, times: Int? = nil,
        perMille: Int? = nil, pathPrefix: String? = nil
    ) {
        self.delay = delay
        self.status = status
        self.headers = headers
        self.ending = ending
        self.times = times
        self.perMille = perMille
        self.pathPrefix = pathPrefix
    }

    /// Never answers.
    package static let hang = Fault(ending: .hang)
    /// Closes connections as they come.
    package static let closeAfterAccept = Fault(ending: .closeAfterAccept)
    /// Reads the request, then closes without a byte.
    package static let closeAfterRequest = Fault(ending: .closeAfterRequest)
    /// Reads the request, then resets without a byte.
    package static let resetAfterRequest = Fault(ending: .resetAfterRequest)
    /// Resets in the middle of the body.
    package static let resetMidBody = Fault(ending: .resetMidBody)
    /// Answers something that is not JSON.
    package static let invalidJSON = Fault(ending: .invalidJSON)
    /// Answers without an end.
    package static let endless = Fault(ending: .endless)
    /// Answers little that decodes to much.
    package static let gzipBomb = Fault(ending: .gzipBomb)
    /// Ends a chunked body without its last chunk.
    package static let truncatedChunked = Fault(ending: .truncatedChunked)
    /// Responses with 10,000 headers.
    package static let manyHeaders = Fault(headers: .many)
    /// Responses with a header of 1 MiB.
    package static let hugeHeader = Fault(headers: .huge)

    /// Waits before answering.
    package static func delay(_ time: Duration) -> Fault { Fault(delay: time) }
    /// Responses with a status of one's choice.
    package static func status(_ code: Int) -> Fault { Fault(status: code) }
    /// A byte of the body each interval.
    package static func trickle(_ interval: Duration) -> Fault { Fault(ending: .trickle(interval)) }

    /// The same fault for the next `count` requests only.
    package func times(_ count: Int) -> Fault {
        var copy = self
        copy.times = count
        return copy
    }

    /// The same fault for paths that start with `prefix` only.
    package func path(_ prefix: String) -> Fault {
        var copy = self
        copy.pathPrefix = prefix
        return copy
    }
}
