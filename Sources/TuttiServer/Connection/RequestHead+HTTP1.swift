internal import HTTPTypes

/// The head of a request of HTTP/1.1 or HTTP/1.0.
extension RequestHead {
    /// Method and headers, which the log wants to know also of a request that breaks a rule.
    init(sent request: ReceivedRequest) {
        method = request.method
        headers = request.headers
    }

    /// Reads the rest, in the order in which a request is refused.
    ///
    /// Where the body ends is known when this returns; every refusal closes
    /// the connection. `knownHost` is the authority of the request before, which most often is that of this one.
    mutating func read(
        _ request: ReceivedRequest, limits: ConnectionLimits, knownHost: String? = nil
    ) throws(Refusal) {
        let survey = request.survey
        // Check the sizes before anything is parsed.
        guard request.target.utf8.count <= limits.target else { throw .targetTooLong(limit: limits.target) }
        guard survey.bytes <= limits.headerBytes else { throw .headersTooLarge(limits) }

        // Then find where the message ends: until that is certain, every refusal must close the connection.
        let framing = try MessageFraming(survey, isOld: request.isOld, knownHost: knownHost)
        bodyLength = framing.length
        awaitsContinue = framing.awaitsContinue
        // A client of HTTP/1.0 can't ask for another protocol (RFC 9110, 7.8).
        asksForUpgrade = survey.asksForUpgrade && !request.isOld

        // CONNECT makes a tunnel of the connection, and its target is no path.
        guard request.method != .connect else {
            throw Refusal(501, "Method not implemented", "This server is no proxy: it opens no tunnels.", closes: true)
        }
        let target = try RequestTarget(request.target, isOptions: request.method == .options)
        path = target.path
        query = String(target.query)
        // RFC 9112, 3.2.2: what an absolute target says holds over Host.
        if let named = target.authority {
            authority = String(named)
            headers.setHost(authority)
        } else {
            authority = survey.host.value
        }
        describesBody = survey.describesBody
    }
}
