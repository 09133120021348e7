/// An IPv4 or IPv6 address.
///
/// An IPv4 address within IPv6, `::ffff:192.0.2.1` (RFC 4291, 2.5.5.2), is that IPv4 address: sockets that serve both give it so.
package struct IPAddress: Sendable, Hashable, BitwiseCopyable {
    /// The 128 bits; those of an IPv4 address are the last 32.
    let bits: UInt128
    /// Whether it is an IPv4 address.
    package let isIPv4: Bool

    /// An IPv4 address of its number, 192.0.2.1 is 0xC0000201.
    package init(ipv4 number: UInt32) {
        bits = UInt128(number)
        isIPv4 = true
    }

    /// An IPv6 address of its 128 bits, or the IPv4 address in it.
    package init(ipv6 bits: UInt128) {
        isIPv4 = bits >> 32 == 0xFFFF
        self.bits = isIPv4 ? bits & 0xFFFF_FFFF : bits
    }

    /// The first 64 bits of an IPv6 address, or an IPv4 address itself: whoever has one of the addresses of an IPv6 network (RFC 4291,
    /// 2.5.4) has them all.
    package var holder: IPAddress { isIPv4 ? self : IPAddress(ipv6: (bits >> 64) << 64) }

    /// Reads an address; nil for what is none.
    ///
    /// IPv4 is four decimal numbers without zeros in front, which some read as octal. IPv6 is as in RFC 4291, 2.2, without brackets and
    /// without a zone.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8.prefix(46))
        guard bytes.count <= 45 else { return nil }
        if bytes.contains(UInt8(ascii: ":")) {
            guard let bits = Self.ipv6(bytes[...]) else { return nil }
            self.init(ipv6: bits)
        } else {
            guard let number = Self.ipv4(bytes[...]) else { return nil }
            self.init(ipv4: number)
        }
    }

    private static func ipv4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy(ASCII.isDigit),
                part.count == 1 || part.first != UInt8(ascii: "0")
            else { return nil }
            let value = part.reduce(0 as UInt32) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) }
            guard value <= 255 else { return nil }
            number = number << 8 | value
        }
        return number
    }

    private static func ipv6(_ bytes: ArraySlice<UInt8>) -> UInt128? {
        let colon = UInt8(ascii: ":")
        let gap = bytes.indices.dropLast().first { bytes[$0] == colon && bytes[$0 + 1] == colon }
        guard let gap else {
            guard let groups = groups(bytes), groups.count == 8 else { return nil }
            return joined(groups)
        }
        // `::` stands for at least one group of zeros, and stands there once: `groups` takes no empty ones.
        guard let head = groups(bytes[..<gap], atEnd: false), let tail = groups(bytes[(gap + 2)...]),
            head.count + tail.count <= 7
        else {
            return nil
        }
        return joined(head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    /// Groups of 16 bits with colons between them; at the end of the address the last two may be an IPv4 address.
    private static func groups(_ bytes: ArraySlice<UInt8>, atEnd: Bool = true) -> [UInt16]? {
        if bytes.isEmpty { return [] }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count <= 8 else { return nil }
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if part.contains(UInt8(ascii: ".")) {
                guard atEnd, index == parts.count - 1, let number = ipv4(part) else { return nil }
                groups += [UInt16(number >> 16), UInt16(truncatingIfNeeded: number)]
            } else {
                guard (1...4).contains(part.count),
                    let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16),
                    part.allSatisfy(ASCII.isHexDigit)
                else { return nil }
                groups.append(group)
            }
        }
        return groups.count <= 8 ? groups : nil
    }

    private static func joined(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address as it is written: `192.0.2.1`, `2001:db8::1` (RFC 5952, 4).
    package var description: String {
        if isIPv4 {
            return (0..<4).map { String(UInt8(truncatingIfNeeded: bits >> (24 - 8 * $0))) }.joined(separator: ".")
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> (112 - 16 * $0)) }
        func written(_ groups: some Sequence<UInt16>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        // The first of the longest runs of at least two zeros.
        var longest = 0..<0
        var start = 0
        for index in 0...8 {
            if index < 8, groups[index] == 0 { continue }
            if index - start > max(longest.count, 1) { longest = start..<index }
            start = index + 1
        }
        guard !longest.isEmpty else { return written(groups) }
        return written(groups[..<longest.lowerBound]) + "::" + written(groups[longest.upperBound...])
    }
}
