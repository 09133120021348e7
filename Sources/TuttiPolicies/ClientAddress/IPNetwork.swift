/// A range of addresses that begin with the same bits: `10.0.0.0/8`, `2001:db8::/32`, or one address (RFC 4632, 3.1).
///
/// An IPv6 network has no IPv4 addresses in it, but those within `::ffff:0:0/96`, which is `0.0.0.0/0`.
package struct IPNetwork: Sendable, Hashable {
    /// Why a text is no network.
    package enum Mistake: Error, Sendable, Hashable {
        /// It is no address, or none with a length.
        case malformed
        /// The length is over 32, or 128.
        case prefixTooLong(most: Int)
        /// Bits behind the length are set, so it is not clear whether one address is meant; with the network in which it lies.
        case bitsBehindPrefix(network: String)

        /// What is wrong, with what to write.
        package var message: String {
            switch self {
            case .malformed: "an address or a network is needed: `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`"
            case .prefixTooLong(let most): "the length of the prefix is at most \(most)"
            case .bitsBehindPrefix(let network): "the address has bits behind its prefix: the network is `\(network)`"
            }
        }
    }

    private let first: UInt128
    private let mask: UInt128
    private let isIPv4: Bool

    /// Reads a network, or an address alone.
    package init(_ text: String) throws(Mistake) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { throw .malformed }
        let isWrittenAsIPv6 = parts[0].utf8.contains(UInt8(ascii: ":"))
        let most = isWrittenAsIPv6 ? 128 : 32
        var length = most
        if parts.count == 2 {
            guard let number = ASCII.number(parts[1], most: 3) else { throw .malformed }
            guard number <= most else { throw .prefixTooLong(most: most) }
            guard String(number) == parts[1] else { throw .malformed }
            length = number
        }
        isIPv4 = address.isIPv4
        if isWrittenAsIPv6, address.isIPv4 {
            // `::ffff:10.0.0.0/104` is `10.0.0.0/8`; a shorter prefix has more in it than IPv4 addresses.
            guard length >= 96 else { throw .malformed }
            length -= 96
        }
        let width = isIPv4 ? 32 : 128
        let all: UInt128 = isIPv4 ? 0xFFFF_FFFF : .max
        // Swift's shifts are smart: by the whole width they give 0.
        mask = all & (all << UInt128(width - length))
        first = address.bits & mask
        guard first == address.bits else {
            throw .bitsBehindPrefix(network: "\(Self.address(first, isIPv4))/\(length)")
        }
    }

    private static func address(_ bits: UInt128, _ isIPv4: Bool) -> IPAddress {
        isIPv4 ? IPAddress(ipv4: UInt32(truncatingIfNeeded: bits)) : IPAddress(ipv6: bits)
    }

    /// Whether it has all IPv4 or all IPv6 addresses in it.
    package var hasAllAddresses: Bool { mask == 0 }

    /// Whether the address is in it.
    package func contains(_ address: IPAddress) -> Bool {
        address.isIPv4 == isIPv4 && address.bits & mask == first
    }
}

extension IPNetwork: CustomStringConvertible {
    /// The network as it is written: `10.0.0.0/8`, and of one address alone the address.
    package var description: String {
        let length = mask.nonzeroBitCount
        let address = Self.address(first, isIPv4)
        return length == (isIPv4 ? 32 : 128) ? "\(address)" : "\(address)/\(length)"
    }
}
