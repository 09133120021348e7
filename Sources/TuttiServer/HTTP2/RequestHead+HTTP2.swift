internal import HTTPTypes
internal import NIOHPACK
internal import TuttiHTTP1

/// The head of a request of HTTP/2 (RFC 9113, 8.3.1).
///
/// nio-http2 has refused what makes a header block malformed by itself: pseudo-header fields that are missing, unknown, repeated or out of
/// place, names in upper case, fields that belong to a connection (8.2.2), CR, LF and NUL.
extension RequestHead {
    /// What can be said before any rule is applied.
    init(sent fields: HPACKHeaders) {
        method = fields.first(name: ":method").flatMap { HTTPRequest.Method($0) }
        var cookies: [String] = []
        for (name, value, _) in fields {
            if name == "cookie" {
                cookies.append(value)
            } else if name.utf8.first != UInt8(ascii: ":") {
                _ = headers.add(name: name, value: value)
            }
        }
        // RFC 9113, 8.2.3: a client may send each cookie for itself.
        if !cookies.isEmpty { _ = headers.add(name: "cookie", value: cookies.joined(separator: "; ")) }
    }

    /// The trailers of a request; what has no name that is one is left out.
    static func trailers(_ fields: HPACKHeaders) -> [HTTPField] {
        var trailers = RequestHeaders()
        for (name, value, _) in fields { _ = trailers.add(name: name, value: value) }
        return trailers.fields
    }

    /// Reads the rest, in the order in which a request is refused.
    mutating func read(
        _ fields: HPACKHeaders, _ survey: HeaderSurvey, isWhole: Bool, limits: ConnectionLimits
    ) throws(Refusal) {
        let target = fields.first(name: ":path") ?? ""
        guard target.utf8.count <= limits.target else { throw .targetTooLong(limit: limits.target) }
        guard survey.bytes <= limits.headerBytes, headers.fields.count <= limits.fieldCount else {
            throw .headersTooLarge(limits)
        }
        for (name, value, _) in fields where name.utf8.first != UInt8(ascii: ":") {
            guard CommonHeaderNames.name(name) != nil else {
                throw .malformed("The name of a header has a character that is not allowed there.")
            }
            guard Self.isTrimmed(value) else {
                throw .malformed("The value of a header begins or ends with white space.")
            }
        }
        try readAuthority(fields.first(name: ":authority"), survey)
        try readFraming(survey, isWhole: isWhole)
        guard method != .connect else {
            throw Refusal(501, "Method not implemented", "This server is no proxy: it opens no tunnels.", closes: true)
        }
        // Methods are told apart by case (RFC 9110, 9.1). None is known in lower case, and a service might take `trace` for `TRACE`.
        guard method?.rawValue.utf8.contains(where: { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) != true
        else {
            throw Refusal(501, "Method not implemented", "Methods are in upper case here.", closes: true)
        }
        guard let scheme = fields.first(name: ":scheme"), scheme == "http" || scheme == "https" else {
            throw .malformed("The scheme of a request is http or https.")
        }
        // Here alone a target in absolute form has no place.
        guard target.utf8.first == UInt8(ascii: "/") || target == "*" else {
            throw .malformed("The path of a request begins with `/`.")
        }
        let read = try RequestTarget(target, isOptions: method == .options)
        path = read.path
        query = String(read.query)
        describesBody = survey.describesBody
        guard method != nil else { throw .malformed("The request's method is not a token.") }
    }

    /// The authority goes before `Host`, with which it has to agree.
    private mutating func readAuthority(_ sent: String?, _ survey: HeaderSurvey) throws(Refusal) {
        guard survey.host.count <= 1 else {
            throw .malformed("The header Host is there \(survey.host.count) times; send it once.")
        }
        guard let named = sent ?? (survey.host.count == 1 ? survey.host.value : nil) else {
            throw .malformed("A request must have the field :authority, or the header Host.")
        }
        guard survey.host.count == 0 || named.lowercased() == survey.host.value.lowercased() else {
            throw .malformed("The header Host differs from the field :authority.")
        }
        guard Authority(named) != nil else {
            throw .malformed("The value of :authority is not a host name with an optional port.")
        }
        authority = named
        headers.setHost(named)
    }

    private mutating func readFraming(_ survey: HeaderSurvey, isWhole: Bool) throws(Refusal) {
        switch survey.contentLength.count {
        case 0: bodyLength = isWhole ? .known(0) : .unknown
        case 1:
            let text = survey.contentLength.value
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
                throw .malformed("Content-Length must be a decimal number of bytes.")
            }
            // A number over Int.max is a body over any bound.
            bodyLength = .known(Int(text) ?? .max)
        default: throw .malformed("Content-Length is there \(survey.contentLength.count) times; send it once.")
        }
        guard survey.expectation.count > 0 else { return }
        guard survey.expectation.count == 1, HeaderSurvey.equal(survey.expectation.value, "100-continue") else {
            throw Refusal(417, "Expectation failed", "The only expectation served is '100-continue'.", closes: true)
        }
        awaitsContinue = !isWhole && bodyLength != .known(0)
    }

    /// Whether a value neither begins nor ends with a space or a tab (RFC 9113, 8.2.1).
    private static func isTrimmed(_ value: String) -> Bool {
        func isBlank(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 }
        return !isBlank(value.utf8.first) && !isBlank(value.utf8.last)
    }
}
