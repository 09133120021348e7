import SeededRandom
import Testing

@testable import TuttiPolicies

/// HAProxy's proxy-protocol.txt, 2.1 and 2.2.
struct ProxyProtocolParserTests {
    /// Hands the bytes over in pieces; gives the connection, and the bytes behind the header.
    private static func parse(
        _ bytes: [UInt8], pieces: Int = .max
    ) throws(ProxyProtocolViolation) -> (connection: ProxiedConnection, rest: [UInt8])? {
        var parser = ProxyProtocolParser()
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(pieces)
            if case .complete(let connection, let taken) = try parser.take(piece) {
                return (connection, Array(rest.dropFirst(taken)))
            }
            rest = rest.dropFirst(piece.count)
        }
        return nil
    }

    private static func from(_ source: String, _ port: UInt16, to destination: String, _ toPort: UInt16)
        -> ProxiedConnection?
    {
        guard let source = IPAddress(source), let destination = IPAddress(destination) else { return nil }
        return .from(source, port: port, to: destination, toPort: toPort)
    }

    static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A] + Array("QUIT\n".utf8)

    /// A header of version 2 that says its true length.
    static func binary(_ command: UInt8, _ family: UInt8, _ body: [UInt8]) -> [UInt8] {
        signature + [command, family, UInt8(body.count >> 8), UInt8(body.count & 0xFF)] + body
    }

    static let addresses4: [UInt8] = [192, 0, 2, 1, 198, 51, 100, 2, 0xDC, 0x04, 0x01, 0xBB]
    static let addresses6: [UInt8] =
        [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1] + [0x20, 0x01, 0x0D, 0xB8]
        + [UInt8](repeating: 0, count: 11) + [2, 0xDC, 0x04, 0x01, 0xBB]

    static let good: [([UInt8], ProxiedConnection?)] = [
        (
            Array("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n".utf8),
            from("192.0.2.1", 56_324, to: "198.51.100.2", 443)
        ),
        (
            Array("PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n".utf8),
            from("2001:db8::1", 56_324, to: "2001:db8::2", 443)
        ),
        (Array("PROXY TCP6 ::ffff:192.0.2.1 ::1 0 65535\r\n".utf8), from("192.0.2.1", 0, to: "::1", 65_535)),
        (Array("PROXY UNKNOWN\r\n".utf8), .unknown), (Array("PROXY UNKNOWN ff ff whatever  it is\r\n".utf8), .unknown),
        (
            Array(
                "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"
                    .utf8), .unknown
        ),
        (binary(0x21, 0x11, addresses4), from("192.0.2.1", 56_324, to: "198.51.100.2", 443)),
        (binary(0x21, 0x21, addresses6), from("2001:db8::1", 56_324, to: "2001:db8::2", 443)),
        (binary(0x21, 0x31, [UInt8](repeating: 0x2F, count: 216)), .unixSocket), (binary(0x21, 0x00, []), .unknown),
        (binary(0x21, 0x00, [1, 2, 3]), .unknown), (binary(0x20, 0x00, []), .local),
        (binary(0x20, 0x11, addresses4), .local),
        (binary(0x20, 0x77, [9]), .local),
        // NOOP, ALPN, and an extension that nobody knows.
        (
            binary(0x21, 0x11, addresses4 + [0x04, 0, 0, 0x01, 0, 2, 0x68, 0x32, 0xEA, 0, 1, 0]),
            from("192.0.2.1", 56_324, to: "198.51.100.2", 443)
        ),
    ]

    @Test(arguments: good, [1, 2, 13, Int.max])
    func headerIsReadInPiecesOfAnySize(header: ([UInt8], ProxiedConnection?), pieces: Int) throws {
        let request = Array("GET / HTTP/1.1\r\n\r\n".utf8)
        let parsed = try #require(try Self.parse(header.0 + request, pieces: pieces))
        #expect(parsed.connection == header.1)
        #expect(parsed.rest == request)
    }

    @Test(arguments: good)
    func headerThatIsNotWholeIsWaitedFor(header: ([UInt8], ProxiedConnection?)) throws {
        for count in 0..<header.0.count { #expect(try Self.parse(Array(header.0[..<count])) == nil, "\(count)") }
    }

    @Test(arguments: [
        "PROXY \r\n", "PROXY TCP4\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n",
        "PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 +1 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4  2\r\n",
        "PROXY TCP4 1.2.3.04 1.2.3.4 1 2\r\n", "PROXY TCP4 ::1 ::1 1 2\r\n", "PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP4 ::ffff:1.2.3.4 1.2.3.4 1 2\r\n", "PROXY tcp4 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n", "PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n", "PROXY UNKNOWN\n", "PROXY TCP4\t1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\r\n", "PROXY UNKNOWNX\r\n",
        "PROXY TCP6 [::1] [::1] 1 2\r\n", "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n", "PROXY TCP4 a.example 1.2.3.4 1 2\r\n",
    ])
    func lineThatIsWrongIsAnError(line: String) {
        #expect(throws: ProxyProtocolViolation.malformedLine) { try Self.parse(Array(line.utf8)) }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "P", "PROXYTCP4", "proxy ", "\r\n\r\nQ", "\u{16}\u{3}\u{1}", "PRI * HTTP/2.0", " PROXY ",
        "\0",
    ])
    func clientWithoutAProxyIsNotWaitedFor(text: String) throws {
        let bytes = Array(text.utf8)
        if text == "P" {
            #expect(try Self.parse(bytes) == nil)
        } else {
            #expect(throws: ProxyProtocolViolation.missing) { try Self.parse(bytes) }
        }
    }

    @Test func lengthIsBounded() throws {
        let line = Array("PROXY UNKNOWN ".utf8)
        let most = ProxyProtocolParser.longestLine
        #expect(
            try Self.parse(line + [UInt8](repeating: 0x61, count: most - line.count - 2) + [0x0D, 0x0A])?.connection
                == .unknown)
        #expect(throws: ProxyProtocolViolation.tooLong) {
            try Self.parse(line + [UInt8](repeating: 0x61, count: most - line.count - 1) + [0x0D, 0x0A])
        }
        let body = ProxyProtocolParser.longestBinary - 16
        #expect(try Self.parse(Self.binary(0x20, 0, [UInt8](repeating: 0, count: body)))?.connection == .local)
        // It is refused as soon as it says its length.
        #expect(throws: ProxyProtocolViolation.tooLong) {
            try Self.parse(Array(Self.binary(0x20, 0, [UInt8](repeating: 0, count: body + 1)).prefix(16)))
        }
    }

    @Test(
        arguments: [
            (signature + [0x11, 0x11, 0, 0], .unsupported), (signature + [0x31], .unsupported),
            (signature + [0x22], .unsupported),
            (signature + [0x2F], .unsupported), (signature + [0x21, 0x12], .unsupported),
            (signature + [0x21, 0x22], .unsupported),
            (signature + [0x21, 0x32], .unsupported), (signature + [0x21, 0x41], .unsupported),
            (signature + [0x21, 0x10], .unsupported),
            (signature + [0x21, 0x11, 0, 11], .malformedLength), (signature + [0x21, 0x21, 0, 35], .malformedLength),
            (signature + [0x21, 0x31, 0, 215], .malformedLength), (signature + [0x21, 0x11, 0, 0], .malformedLength),
            (binary(0x21, 0x11, addresses4 + [4]), .malformedLength),
            (binary(0x21, 0x11, addresses4 + [4, 0]), .malformedLength),
            (binary(0x21, 0x11, addresses4 + [4, 0, 1]), .malformedLength),
            (binary(0x21, 0x11, addresses4 + [4, 0xFF, 0xFF, 0]), .malformedLength),
            (binary(0x21, 0x11, addresses4 + [3, 0, 3, 0, 0, 0]), .malformedLength),
            (binary(0x21, 0x11, addresses4 + [3, 0, 4, 0, 0, 0, 0]), .checksum),
        ] as [([UInt8], ProxyProtocolViolation)])
    func binaryHeaderThatIsWrongIsAnError(bytes: [UInt8], violation: ProxyProtocolViolation) {
        #expect(throws: violation) { try Self.parse(bytes) }
    }

    /// The check value of CRC-32C is that of "123456789"; this one is of a whole header.
    @Test func checksumIsChecked() throws {
        var header = Self.binary(0x21, 0x11, Self.addresses4 + [3, 0, 4, 0, 0, 0, 0])
        let crc = Self.crc32c(header)
        header.replaceSubrange(
            (header.count - 4)..., with: (0..<4).map { UInt8(truncatingIfNeeded: crc >> (24 - 8 * $0)) })
        #expect(Self.crc32c(Array("123456789".utf8)) == 0xE306_9283)
        #expect(try Self.parse(header)?.connection == Self.from("192.0.2.1", 56_324, to: "198.51.100.2", 443))
        for index in 16..<28 {
            var damaged = header
            damaged[index] ^= 1
            #expect(throws: ProxyProtocolViolation.checksum) { try Self.parse(damaged) }
        }
        // A second one would cost time, and proves nothing.
        let crc2 = Self.binary(0x21, 0x11, Array(header[16...]) + [3, 0, 4, 0, 0, 0, 0])
        #expect(throws: ProxyProtocolViolation.self) { try Self.parse(crc2) }
    }

    /// By a table, for comparison.
    private static func crc32c(_ bytes: [UInt8]) -> UInt32 {
        var table: [UInt32] = []
        for index in 0..<256 as Range<UInt32> {
            var value = index
            for _ in 0..<8 { value = value % 2 == 1 ? (value / 2) ^ 0x82F6_3B78 : value / 2 }
            table.append(value)
        }
        var crc = UInt32.max
        for byte in bytes { crc = (crc >> 8) ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
        return ~crc
    }

    // Whatever comes in whatever pieces, it's the same.
    @Test func piecesMakeNoDifference() {
        var random = SeededGenerator(seed: 41)
        for _ in 0..<3_000 {
            guard var bytes = Self.good.randomElement(using: &random)?.0 else { return }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            func outcome(_ pieces: Int) -> String {
                do { return "\(String(describing: try Self.parse(bytes, pieces: pieces)))" } catch { return "\(error)" }
            }
            #expect(outcome(Int.random(in: 1...40, using: &random)) == outcome(.max))
        }
    }
}
