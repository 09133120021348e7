internal import HTTPTypes

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
    /// `Transfer-Encoding`; its value is that of all lines, with commas in between (RFC 9110, 5.2).
    private(set) var transferCoding = Occurrences()
    /// `Expect`.
    private(set) var expectation = Occurrences()
    /// The last `X-Request-Id`.
    private(set) var requestID: String?
    /// Whether the client asks for another protocol: `Upgrade` names one and `Connection` lists `upgrade` (RFC 9110,
    /// 7.8); one without the other means nothing.
    ///
    /// Nothing is read behind such a request: its connection can't carry a next one, and must end with the response.
    /// Java's `HttpClient` asks so for `h2c` on each new connection.
    var asksForUpgrade: Bool { namesProtocol && listsUpgrade }
    /// Whether `Connection` lists `close`.
    private(set) var asksToClose = false
    /// Whether `Connection` lists `keep-alive`, for which clients of HTTP/1.0 have to ask.
    private(set) var asksToStay = false

    /// Whether something is said of the body that needs a closer look: `Content-Encoding`, or a `Content-Type` that is not
    /// simply that of JSON.
    var describesBody: Bool {
        isEncoded
            || contentType.count > 0
                && !(contentType.count == 1 && Self.equal(contentType.value, "application/json"))
    }
    private var isEncoded = false
    private var namesProtocol = false
    private var listsUpgrade = false
    private var contentType = Occurrences()

    /// Reads the headers.
    init(_ headers: RequestHeaders) {
        let fields = headers.fields.span
        for index in fields.indices {
            let name = fields[index].name.canonicalName
            let value = fields[index].value
            let length = name.utf8.count
            bytes += length + value.utf8.count
            // By its length alone most names are none of these few: no text is compared.
            switch length {
            case 4 where name == "host": host.add(value)
            case 6 where name == "expect": expectation.add(value)
            case 7 where name == "upgrade": namesProtocol = true
            case 10 where name == "connection": readConnection(value)
            case 12 where name == "x-request-id": requestID = value
            case 12 where name == "content-type": contentType.add(value)
            case 16 where name == "content-encoding": isEncoded = true
            case 14 where name == "content-length": contentLength.add(value)
            case 17 where name == "transfer-encoding":
                transferCoding.add(transferCoding.count == 0 ? value : "\(transferCoding.value), \(value)")
            default: break
            }
        }
    }

    /// Reads the options of a connection (RFC 9110, 7.6.1).
    private mutating func readConnection(_ value: String) {
        for option in value.split(separator: ",") {
            let option = Self.trimmed(option)
            if Self.equal(option, "close") { asksToClose = true }
            if Self.equal(option, "keep-alive") { asksToStay = true }
            if Self.equal(option, "upgrade") { listsUpgrade = true }
        }
    }

    /// A text without white space at both ends (RFC 9110, 5.6.3).
    static func trimmed(_ text: Substring) -> Substring {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = text.utf8.firstIndex(where: { !isSpace($0) }),
            let last = text.utf8.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return text[first...last]
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
