internal import HTTPTypes
internal import NIOCore

/// A request line (RFC 9112, 3), `GET /profile/1 HTTP/1.1`: three words with one space between them.
struct RequestLine {
    /// The method.
    let method: HTTPRequest.Method
    /// The target as sent, of printable ASCII.
    let target: String
    /// Whether the version is 1.0.
    ///
    /// A higher minor version is one of the highest that is known (RFC 9110, 2.5).
    let isOld: Bool

    /// Reads a line, which is given without its end.
    ///
    /// - Throws: 400, 501 or 505, whatever is wrong with it first.
    init(_ line: ByteBuffer) throws(Refusal) {
        let bytes = line.readableBytesUInt8Span
        var end = 0
        while end < bytes.count, Self.isOfMethod(bytes[end]) { end += 1 }
        let method = String(decoding: line.readableBytesView.prefix(end), as: UTF8.self)
        guard end < bytes.count, bytes[end] == Self.space, let known = Self.method(method) else {
            // A connection of HTTP/2 begins with PRI (RFC 9113, 3.4).
            guard method != "PRI", bytes.count > 0, Self.mayBegin(with: bytes[0]) else { throw Self.notARequest }
            // RFC 9110, 9.1: 501 for a method that nobody here knows.
            throw Refusal(501, "Method not implemented", "The request's method is not known here.", closes: true)
        }
        self.method = known

        let start = end + 1
        end = start
        while end < bytes.count, bytes[end] != Self.space {
            // Nothing else is in a target, nor in anything that is written of it.
            guard bytes[end] > 0x20, bytes[end] < 0x7F else {
                throw .malformed(
                    "The request target has a character that must be percent-encoded.")
            }
            end += 1
        }
        guard end > start else { throw Self.wrongSpaces }
        target = String(decoding: line.readableBytesView.dropFirst(start).prefix(end - start), as: UTF8.self)
        isOld = try Self.version(line.readableBytesView.dropFirst(end))
    }

    /// Whether a request may begin with a byte: what doesn't begin with a letter is a TLS handshake, for instance.
    static func mayBegin(with byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
    }

    /// What is refused with this is no request at all.
    static let notARequest = Refusal.malformed("What the client sent is not an HTTP/1.1 request.")

    /// What a line is refused with that has no version, or another one, or does not end with CR LF.
    static let wrongVersion = Refusal(
        505, "HTTP version not supported",
        "This server speaks HTTP/1.1 and HTTP/1.0; a request line says so, and ends with CR LF.", closes: true)

    private static let wrongSpaces = Refusal.malformed(
        "A request line has a method, a target and a version, with one space between them.")

    private static let space = UInt8(ascii: " ")
    private static let name = Array(" HTTP/".utf8)

    /// Whether a version, with the space in front of it, is that of HTTP/1.0.
    private static func version(_ bytes: ByteBufferView) throws(Refusal) -> Bool {
        guard !bytes.isEmpty else { throw wrongVersion }
        guard bytes.starts(with: name) else { throw wrongSpaces }
        let number = bytes.dropFirst(name.count)
        guard number.count == 3, number.starts(with: "1.".utf8), let minor = number.last, (0x30...0x39).contains(minor)
        else { throw wrongVersion }
        return minor == 0x30
    }

    private static func isOfMethod(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") || byte == UInt8(ascii: "-")
    }

    private static func method(_ text: String) -> HTTPRequest.Method? {
        switch text {
        case "GET": .get
        case "POST": .post
        case "PUT": .put
        case "PATCH": .patch
        case "DELETE": .delete
        case "HEAD": .head
        case "OPTIONS": .options
        default: others.contains(text) ? HTTPRequest.Method(text) : nil
        }
    }

    /// Of the registry of methods (RFC 9110, 16.1.1) and of UPnP, besides those above.
    private static let others: Set<String> = [
        "ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "CONNECT", "COPY", "LABEL", "LINK", "LOCK",
        "M-SEARCH",
        "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE", "MOVE", "NOTIFY", "ORDERPATCH",
        "PROPFIND", "PROPPATCH", "PURGE", "QUERY", "REBIND", "REPORT", "SEARCH", "SOURCE", "SUBSCRIBE", "TRACE",
        "UNBIND",
        "UNCHECKOUT", "UNLINK", "UNLOCK", "UNSUBSCRIBE", "UPDATE", "UPDATEREDIRECTREF", "VERSION-CONTROL",
    ]
}
