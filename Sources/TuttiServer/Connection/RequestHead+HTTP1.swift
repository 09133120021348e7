internal import HTTPTypes
internal import NIOHTTP1

/// The head of a request of HTTP/1.1 or HTTP/1.0.
extension RequestHead {
    /// Method and headers, which the log wants to know also of a request that breaks a rule.
    init(sent head: HTTPRequestHead) {
        method = Self.method(head.method)
        headers = head.headers
    }

    /// Reads the rest, in the order in which a request is refused.
    mutating func read(_ head: HTTPRequestHead, _ survey: HeaderSurvey, limits: ConnectionLimits) throws(Refusal) {
        // Check the sizes before anything is parsed.
        guard head.uri.utf8.count <= limits.target else { throw .targetTooLong(limit: limits.target) }
        guard survey.bytes <= limits.headerBytes else { throw .headersTooLarge(limits) }

        // Then find where the message ends: until that is certain, every refusal must close the connection.
        let framing = try MessageFraming(survey, version: head.version)
        bodyLength = framing.length
        awaitsContinue = framing.awaitsContinue
        // A client of HTTP/1.0 can't ask for another protocol (RFC 9110, 7.8).
        asksForUpgrade = survey.asksForUpgrade && head.version.minor > 0

        // CONNECT makes a tunnel of the connection, and its target is no path.
        guard head.method != .CONNECT else {
            throw Refusal(501, "Method not implemented", "This server is no proxy: it opens no tunnels.", closes: true)
        }
        let target = try RequestTarget(head.uri, method: head.method)
        path = target.path
        query = String(target.query)
        // RFC 9112, 3.2.2: what an absolute target says holds over Host.
        if let named = target.authority {
            authority = String(named)
            headers.replaceOrAdd(name: "host", value: authority)
        } else {
            authority = survey.host.value
        }
        describesBody = survey.describesBody
        guard method != nil else { throw .malformed("The request's method is not a token.") }
    }

    /// The method; the usual ones are not checked for being tokens, as they are known to be.
    private static func method(_ sent: HTTPMethod) -> HTTPRequest.Method? {
        switch sent {
        case .GET: .get
        case .POST: .post
        case .PUT: .put
        case .PATCH: .patch
        case .DELETE: .delete
        case .HEAD: .head
        case .OPTIONS: .options
        default: HTTPRequest.Method(sent.rawValue)
        }
    }
}
