internal import HTTPTypes

/// A request line with its headers, as they came by HTTP/1.1 or HTTP/1.0.
///
/// An object, because it is handed through several values before it is read.
final class ReceivedRequest {
    /// The method.
    let method: HTTPRequest.Method
    /// The target as sent, of printable ASCII.
    let target: String
    /// Whether the client speaks HTTP/1.0.
    let isOld: Bool
    /// The headers.
    let headers: RequestHeaders
    /// What the listener wants to know of them.
    let survey: HeaderSurvey

    /// A request of a line and headers.
    init(_ line: RequestLine, _ headers: RequestHeaders) {
        method = line.method
        target = line.target
        isOld = line.isOld
        self.headers = headers
        survey = HeaderSurvey(headers)
    }

    /// Whether the client keeps the connection for another request (RFC 9112, 9.3).
    var keepsAlive: Bool { !survey.asksToClose && (!isOld || survey.asksToStay) }
}
