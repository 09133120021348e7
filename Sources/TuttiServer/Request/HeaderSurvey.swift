internal import NIOHTTP1

/// What the listener itself wants to know of a request's headers, found in one pass over them.
struct HeaderSurvey {
    /// A header that a request should have once: how often it is there, and its value.
    struct Occurrences: Equatable {
        /// How often it is there.
        private(set) var count = 0
        /// The value of the last one; empty without one.
        private(set) var value = ""

        fileprivate mutating func add(_ value: String) {
            count += 1
            self.value = value
        }
    }

    /// How many bytes names and values have.
    private(set) var bytes = 0
    /// `Host`.
    private(set) var host = Occurrences()
    /// `Content-Length`.
    private(set) var contentLength = Occurrences()
    /// `Transfer-Encoding`.
    private(set) var transferCoding = Occurrences()
    /// `Expect`.
    private(set) var expectation = Occurrences()
    /// The last `X-Request-Id`.
    private(set) var requestID: String?
    /// Whether the client asks for another protocol: `Upgrade` names one and `Connection` lists `upgrade` (RFC 9110,
    /// 7.8); one without the other means nothing.
    ///
    /// The decoder goes by the same rule, and stops behind such a request for good: its connection can't carry a next
    /// one, and must end with the response. Java's `HttpClient` asks so for `h2c` on each new connection.
    private(set) var asksForUpgrade = false

    /// Whether something is said of the body that needs a closer look: `Content-Encoding`, or a `Content-Type` that is not
    /// simply that of JSON.
    var describesBody: Bool {
        isEncoded
            || contentType.count > 0
                && !(contentType.count == 1 && Self.equal(contentType.value, "application/json"))
    }
    private var isEncoded = false
    private var contentType = Occurrences()

    /// Reads the headers.
    init(_ headers: HTTPHeaders) {
        var namesProtocol = false
        for (name, value) in headers {
            let length = name.utf8.count
            bytes += length + value.utf8.count
            // By its length alone most names are none of these few: no text is compared.
            switch length {
            case 4 where Self.equal(name, "host"): host.add(value)
            case 6 where Self.equal(name, "expect"): expectation.add(value)
            case 7 where Self.equal(name, "upgrade"): namesProtocol = true
            case 12 where Self.equal(name, "x-request-id"): requestID = value
            case 12 where Self.equal(name, "content-type"): contentType.add(value)
            case 16 where Self.equal(name, "content-encoding"): isEncoded = true
            case 14 where Self.equal(name, "content-length"): contentLength.add(value)
            case 17 where Self.equal(name, "transfer-encoding"): transferCoding.add(value)
            default: break
            }
        }
        if namesProtocol {
            asksForUpgrade = headers[canonicalForm: "connection"].contains { Self.equal($0, "upgrade") }
        }
    }

    /// Whether two texts are the same but for the case of ASCII letters; the second is in lower case.
    static func equal(_ text: some StringProtocol, _ lowercase: StaticString) -> Bool {
        guard text.utf8.count == lowercase.utf8CodeUnitCount else { return false }
        return lowercase.withUTF8Buffer { expected in
            zip(text.utf8, expected).allSatisfy { byte, other in
                byte == other || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") && byte | 0x20 == other)
            }
        }
    }
}
