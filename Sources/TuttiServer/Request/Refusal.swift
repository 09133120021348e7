internal import HTTPTypes
internal import TuttiEngine
internal import TuttiResilience

/// Why a request is not served: the problem that the client is answered, and what becomes of the connection.
struct Refusal: Error {
    /// The problem that the client gets.
    var problem: ProblemDetails
    /// Whether the connection ends with the response, because where the next request begins is not known or not worth
    /// reading up to.
    var closes: Bool
    /// What the response has besides: `Allow` for 405 (RFC 9110, 15.5.6), what is accepted for 415, challenges for 401.
    var headers: [HTTPField]

    /// A refusal after which the connection goes on.
    init(_ status: Int, _ title: String, _ detail: String, closes: Bool = false, headers: [HTTPField] = []) {
        problem = ProblemDetails(status: status, title: title, detail: detail)
        self.closes = closes
        self.headers = headers
    }

    /// A refusal with this problem, after which the connection goes on.
    init(_ problem: ProblemDetails, headers: [HTTPField] = []) {
        self.problem = problem
        closes = false
        self.headers = headers
    }

    /// 400 for a message that is not HTTP, after which nothing on the connection can be trusted.
    static func malformed(_ detail: String) -> Refusal {
        Refusal(400, "Malformed request", detail, closes: true)
    }

    /// 414 for a request target over its bound.
    static func targetTooLong(limit: Int) -> Refusal {
        Refusal(414, "Request target too long", "The request target may have \(limit) bytes.", closes: true)
    }

    /// 431 for headers over their bounds.
    static func headersTooLarge(_ limits: ConnectionLimits) -> Refusal {
        Refusal(
            431, "Headers too large",
            "A request may have \(limits.fieldCount) headers of \(limits.headerBytes) bytes in all.", closes: true)
    }

    /// 413 for a body over its bound.
    static func bodyTooLarge(limit: Int) -> Refusal {
        Refusal(413, "Request body too large", "A request body may have \(limit) bytes.", closes: true)
    }

    /// 408 for a client that does not send in time.
    static func tooSlow(_ part: String, limit: TimeSpan) -> Refusal {
        Refusal(408, "Request timeout", "The \(part) did not arrive within \(limit.inSeconds) s.", closes: true)
    }

    /// 408 for a client whose body comes at less than so many bytes a second.
    static func belowRate(_ rate: Int, time: TimeSpan) -> Refusal {
        let detail = "The body came too slowly: it has \(time.inSeconds) s, and a second more for every \(rate) bytes."
        return Refusal(408, "Request timeout", detail, closes: true)
    }
}
