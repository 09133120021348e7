internal import TuttiUpstream

/// What is wrong with a response: two readers might understand it differently, or it is over a bound, or not whole.
enum ResponseDefect: Error, Equatable {
    /// The first line is no status line of HTTP/1.0 or 1.1.
    case statusLine
    /// A line that does not end with CR LF, or has a CR within.
    case lineEnd
    /// A header without a name, with white space in front of its colon, that goes on in a next line, or with a control character.
    case header
    /// A length that is no number, is there twice, or is beside chunks or a status that has no body.
    case length
    /// A transfer coding other than `chunked`, named once, or any in HTTP/1.0.
    case transferCoding
    /// A chunk without a size that could be read, or that does not end where it says.
    case chunk
    /// A switch of protocols that was not asked for, or came before the end of the request.
    case switchedProtocols
    /// More interim responses than any service has a use for.
    case interimResponses
    /// Bytes that no request has asked for.
    case unsolicited
    /// A header section, or trailers, over so many bytes.
    case sectionBytes(limit: Int)
    /// More headers than that.
    case headerCount(limit: Int)
    /// The connection has ended before the first byte of a response.
    case unanswered
    /// The connection has ended before the end of the response.
    case truncated

    /// The failure that it is for a caller.
    func failure(of origin: UpstreamOrigin) -> UpstreamFailure {
        UpstreamFailure(reason, "\(origin) \(words)")
    }

    private var reason: UpstreamFailure.Reason {
        switch self {
        case .sectionBytes, .headerCount: .tooLarge
        case .unanswered, .truncated: .reset
        default: .badResponse
        }
    }

    /// In words that go on from the name of the service.
    private var words: String {
        switch self {
        case .statusLine: "did not answer in HTTP/1.1"
        case .lineEnd: "answered with a line that does not end with CR LF"
        case .header: "answered with a header that could not be read"
        case .length: "answered with a Content-Length that is wrong or contradicts something else"
        case .transferCoding: "answered with a transfer coding other than chunked"
        case .chunk: "answered in chunks that could not be read"
        case .switchedProtocols: "switched protocols without having been asked to"
        case .interimResponses: "sent interim responses without end"
        case .unsolicited: "sent what was not asked for"
        case .sectionBytes(let limit): "answered with a header section of over \(limit) bytes"
        case .headerCount(let limit): "answered with more than \(limit) headers"
        case .unanswered: "closed the connection without a response"
        case .truncated: "closed the connection before the end of the response"
        }
    }
}
