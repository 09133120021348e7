internal import TuttiPlan

/// Where a node of a cluster says that a key is.
struct RedisRedirection: Equatable {
    /// The slot of the key.
    let slot: Int
    /// The node that has it.
    let node: RedisAddress
    /// Whether only this command goes there, while the slot is being moved.
    let isOnce: Bool

    /// Reads `MOVED 3999 127.0.0.1:6381` and `ASK …`; nil for another error.
    ///
    /// A node without a host is the one that was asked.
    init?(_ error: RedisError, asked: RedisAddress) {
        guard error.code == "MOVED" || error.code == "ASK" else { return nil }
        let words = error.message.split(separator: " ")
        guard words.count == 3, let slot = Int(words[1]), (0..<RedisSlots.count).contains(slot),
            let colon = words[2].lastIndex(of: ":"), let port = Int(words[2][words[2].index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        var host = String(words[2][..<colon])
        if host.isEmpty {
            guard case .host(let own, _) = asked else { return nil }
            host = own
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        // It gets into the log.
        guard host.utf8.allSatisfy(Self.isOfHost) else { return nil }
        self.slot = slot
        node = .host(host, port: port)
        isOnce = error.code == "ASK"
    }

    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
            UInt8(ascii: "_"), UInt8(ascii: "%"):
            true
        default: false
        }
    }
}
