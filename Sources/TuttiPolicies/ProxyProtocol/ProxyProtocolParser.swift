/// Reads the header that a proxy puts in front of a connection: versions 1 and 2 of HAProxy's PROXY protocol (proxy-protocol.txt).
///
/// A listener has it switched on or off: it is never guessed, since whoever may speak without a proxy may write a header as well. For the
/// same reason the listener must be reachable by the proxy alone.
///
/// Bytes are handed over as they come. The first byte that no header has there ends the parser, so that nobody waits for the rest of what
/// a client without a proxy has sent.
package struct ProxyProtocolParser: Sendable {
    /// What is known after some bytes.
    package enum Progress: Sendable, Equatable {
        /// Further bytes are needed.
        case incomplete
        /// The header is whole. It has so many of the bytes that were handed over last; the others are the client's.
        case complete(ProxiedConnection, taken: Int)
    }

    /// As long as a header of version 1 can be, with its line end.
    static let longestLine = 107
    /// As long as a header of version 2 may be here.
    ///
    /// HAProxy wants 536 at least; certificates and the like of clouds need some hundreds.
    static let longestBinary = 4_096

    private static let lineStart = Array("PROXY ".utf8)
    private static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]

    private var bytes: [UInt8] = []

    /// A parser of a new connection.
    package init() {}

    /// Takes the next bytes; not to be called again when it has thrown or the header was whole.
    package mutating func take(_ piece: some Collection<UInt8>) throws(ProxyProtocolViolation) -> Progress {
        var taken = 0
        for byte in piece {
            bytes.append(byte)
            taken += 1
            if let connection = try step() { return .complete(connection, taken: taken) }
        }
        return .incomplete
    }

    /// Looks at what a further byte has brought.
    private func step() throws(ProxyProtocolViolation) -> ProxiedConnection? {
        let last = bytes.count - 1
        if bytes.first == Self.lineStart[0] {
            guard last >= Self.lineStart.count || bytes[last] == Self.lineStart[last] else { throw .missing }
            return try lineStep()
        }
        guard last >= Self.signature.count || bytes[last] == Self.signature[last] else { throw .missing }
        return try binaryStep()
    }

    private func lineStep() throws(ProxyProtocolViolation) -> ProxiedConnection? {
        guard bytes.last == 0x0A else {
            guard bytes.count < Self.longestLine else { throw .tooLong }
            return nil
        }
        guard bytes.dropLast().last == 0x0D else { throw .malformedLine }
        let line = bytes.dropFirst(Self.lineStart.count).dropLast(2)
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        // What stands behind UNKNOWN is to be ignored.
        if parts.first == "UNKNOWN" { return .unknown }
        guard parts.count == 5, parts[0] == "TCP4" || parts[0] == "TCP6",
            let source = Self.address(parts[1], family: parts[0]),
            let destination = Self.address(parts[2], family: parts[0]),
            let port = Self.port(parts[3]), let toPort = Self.port(parts[4])
        else { throw .malformedLine }
        return .from(source, port: port, to: destination, toPort: toPort)
    }

    private static func address(_ text: String, family: String) -> IPAddress? {
        text.utf8.contains(UInt8(ascii: ":")) == (family == "TCP6") ? IPAddress(text) : nil
    }

    private static func port(_ text: String) -> UInt16? {
        guard let number = ASCII.number(text[...], most: 5), String(number) == text else { return nil }
        return UInt16(exactly: number)
    }

    private func binaryStep() throws(ProxyProtocolViolation) -> ProxiedConnection? {
        switch bytes.count {
        case 13:
            guard bytes[12] == 0x20 || bytes[12] == 0x21 else { throw .unsupported }
            return nil
        case 14:
            // LOCAL is taken whatever the family; what of a datagram is no connection of ours.
            let known: [UInt8] = [0x00, 0x11, 0x21, 0x31]
            guard isLocal || known.contains(bytes[13]) else { throw .unsupported }
            return nil
        case 0..<16: return nil
        default: break
        }
        let length = Int(number(at: 14))
        guard Self.binaryStart + length <= Self.longestBinary else { throw .tooLong }
        guard bytes.count >= Self.binaryStart + length else {
            if bytes.count == Self.binaryStart, !isLocal, length < addressLength { throw .malformedLength }
            return nil
        }
        if isLocal { return .local }
        guard length >= addressLength else { throw .malformedLength }
        // How long an address of no family is nobody knows, so neither where extensions begin.
        if bytes[13] == 0x00 { return .unknown }
        try checkExtensions()
        switch bytes[13] {
        case 0x11:
            return .from(
                IPAddress(ipv4: UInt32(truncatingIfNeeded: number(at: 16, bytes: 4))),
                port: UInt16(truncatingIfNeeded: number(at: 24)),
                to: IPAddress(ipv4: UInt32(truncatingIfNeeded: number(at: 20, bytes: 4))),
                toPort: UInt16(truncatingIfNeeded: number(at: 26)))
        case 0x21:
            return .from(
                IPAddress(ipv6: number(at: 16, bytes: 16)), port: UInt16(truncatingIfNeeded: number(at: 48)),
                to: IPAddress(ipv6: number(at: 32, bytes: 16)), toPort: UInt16(truncatingIfNeeded: number(at: 50)))
        default: return .unixSocket
        }
    }

    /// Signature, version and command, family, length.
    private static let binaryStart = 16

    private var isLocal: Bool { bytes[12] == 0x20 }

    /// How many bytes addresses and ports of the family have.
    private var addressLength: Int {
        switch bytes[13] {
        case 0x11: 12
        case 0x21: 36
        case 0x31: 216
        default: 0
        }
    }

    /// Checks that extensions (type, length, value) fill up what is left, and that the checksum among them is right.
    ///
    /// What else they say is of no use yet.
    private func checkExtensions() throws(ProxyProtocolViolation) {
        var place = Self.binaryStart + addressLength
        var isChecked = false
        while place < bytes.count {
            guard place + 3 <= bytes.count else { throw .malformedLength }
            let value = place + 3
            let end = value + Int(number(at: place + 1))
            guard end <= bytes.count else { throw .malformedLength }
            if bytes[place] == Self.checksumType {
                // One is enough: each further one would cost as much time again.
                guard end - value == 4, !isChecked else { throw .malformedLength }
                isChecked = true
                guard checksum(without: value..<end) == UInt32(truncatingIfNeeded: number(at: value, bytes: 4)) else {
                    throw .checksum
                }
            }
            place = end
        }
    }

    private static let checksumType: UInt8 = 0x03

    /// CRC-32C (RFC 3720, appendix B.4) of the header with zeros for the checksum itself.
    private func checksum(without zeros: Range<Int>) -> UInt32 {
        var crc: UInt32 = .max
        for (index, byte) in bytes.enumerated() {
            crc ^= zeros.contains(index) ? 0 : UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
        }
        return ~crc
    }

    /// A number in network order; what is not there counts as zero.
    private func number(at place: Int, bytes count: Int = 2) -> UInt128 {
        bytes.dropFirst(place).prefix(count).reduce(0) { $0 << 8 | UInt128($1) }
    }
}
