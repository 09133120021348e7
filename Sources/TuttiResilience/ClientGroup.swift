/// Which of 32 groups a client is in: its address, hashed.
///
/// A circuit breaker asks whether several clients see a service fail. It can't keep a table of all addresses, and need not: with
/// few clients each has a group of its own, as a rule, and with many each group is a sample of them.
package struct ClientGroup: Sendable, Hashable, BitwiseCopyable {
    /// How many groups there are.
    package static let count = 32

    /// 0 to 31.
    package var number: Int { Int(byte) }
    /// A byte, so that a request is no larger for it.
    private let byte: UInt8

    /// A bit of its own in a set of all groups.
    var bit: UInt32 { 1 << UInt32(number) }

    /// The group with this number modulo 32.
    package init(number: Int) {
        byte = UInt8(number & (Self.count - 1))
    }

    /// The group of an address, an IPv4 or IPv6 literal as the system writes it.
    ///
    /// Of an IPv6 address only the network counts, the first 64 bits (RFC 4291, 2.5.4): whoever has one has all addresses in
    /// it. The hash has another seed in each process, so that nobody can choose addresses by their group.
    package init(address: String) {
        var hasher = Hasher()
        if address.utf8.contains(UInt8(ascii: ".")) || !address.utf8.contains(UInt8(ascii: ":")) {
            // `::ffff:192.0.2.1` is 192.0.2.1 (RFC 4291, 2.5.5.2).
            hasher.combine(address.split(separator: ":").last.map(String.init) ?? "")
        } else {
            for part in Self.network(of: address) { hasher.combine(part) }
        }
        self.init(number: hasher.finalize())
    }

    /// The first four of the eight parts of an IPv6 address, with `::` written out.
    static func network(of address: String) -> [String] {
        let parts = address.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let head = Array(parts.prefix { !$0.isEmpty })
        let tail = parts[head.count...].filter { !$0.isEmpty }
        let zeros = [String](repeating: "0", count: max(8 - head.count - tail.count, 0))
        return Array((head + zeros + tail).prefix(4))
    }
}
