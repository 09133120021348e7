internal import NIOHTTP1

/// What the listener itself wants to know of a request's header fields, found in one pass over them.
struct FieldSurvey {
    /// How many bytes names and values have.
    private(set) var bytes = 0
    /// The values of `Host`.
    private(set) var hosts: [String] = []
    /// The values of `Content-Length`.
    private(set) var contentLengths: [String] = []
    /// The values of `Transfer-Encoding`.
    private(set) var transferCodings: [String] = []
    /// The values of `Expect`.
    private(set) var expectations: [String] = []
    /// The last `X-Request-Id`.
    private(set) var requestID: String?
    /// Whether the client asks for another protocol.
    private(set) var hasUpgrade = false

    /// Reads the fields.
    init(_ fields: HTTPHeaders) {
        for (name, value) in fields {
            let length = name.utf8.count
            bytes += length + value.utf8.count
            // The length tells most names apart from the few that are looked for without comparing them.
            switch length {
            case 4 where Self.equal(name, "host"): hosts.append(value)
            case 6 where Self.equal(name, "expect"): expectations.append(value)
            case 7 where Self.equal(name, "upgrade"): hasUpgrade = true
            case 12 where Self.equal(name, "x-request-id"): requestID = value
            case 14 where Self.equal(name, "content-length"): contentLengths.append(value)
            case 17 where Self.equal(name, "transfer-encoding"): transferCodings.append(value)
            default: break
            }
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
