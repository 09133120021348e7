internal import TuttiCrypto
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// What the idempotency keys of one client's request are made of.
///
/// A key has the form of a UUID of version 8 (RFC 9562, 5.8): 122 bits of a SHA-256. So nobody finds a key of his own that is made
/// into the same one as somebody else's, whoever chooses which of the parts.
struct IdempotencySeed: Sendable {
    /// 16 random bytes: who repeats a request with the same `X-Request-Id` asks anew all the same.
    private let request: [UInt8]
    /// Whose key it is and the key, each with its length; nil where the client has sent none.
    private let client: [UInt8]?

    /// The seed of a request.
    init(of client: ClientRequest) {
        var random = SystemRandomNumberGenerator()
        request = Self.bytes(of: random.next()) + Self.bytes(of: random.next())
        let keys = client.headers.values(named: "idempotency-key")
        guard keys.count == 1, let sent = keys.first, !sent.isEmpty else {
            self.client = nil
            return
        }
        // The same with and without quotes, as for the endpoint.
        let key = IdempotencyKey(keys)?.text ?? sent
        // What one client has done is no other client's: the key of the service is not theirs to choose.
        let owner = client.identity?.owner ?? ["", ""]
        self.client = owner.flatMap(Self.part) + Self.part(key)
    }

    /// The key of a call; of its request for this value, where it has `each`.
    func key(of kind: Idempotency, endpoint: String, call: String, each: JSONValue?) throws(RenderingFailure) -> String
    {
        guard let crypto = try? Crypto.load() else {
            throw RenderingFailure("no idempotency key: libcrypto can't be loaded")
        }
        var text = kind == .client ? client ?? request : request
        // Whether there is a client's key is told by the first byte: a random seed is nobody's key.
        text.insert(kind == .client && client != nil ? 1 : 0, at: 0)
        text += Self.part(endpoint) + Self.part(call)
        if let each {
            var writer = JSONWriter(reserving: 64)
            writer.write(each)
            text += writer.bytes
        }
        return Self.uuid(crypto.sha256(text.span).bytes)
    }

    private static func uuid(_ hash: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in hash.prefix(16).enumerated() {
            var byte = byte
            if index == 6 { byte = byte & 0x0F | 0x80 }
            if index == 8 { byte = byte & 0x3F | 0x80 }
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func part(_ text: String) -> [UInt8] { bytes(of: UInt64(text.utf8.count)) + text.utf8 }

    private static func bytes(of number: UInt64) -> [UInt8] {
        stride(from: 0, to: 64, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
