import CZlib
import TuttiContentCoding

/// Bodies in each coding, for tests.
enum Encoded {
    /// What zlib makes of bytes.
    enum Format: Int32, CaseIterable {
        case gzip = 31
        case zlib = 15
        case raw = -15

        var coding: ContentCoding { self == .gzip ? .gzip : .deflate }
    }

    static func zlib(_ bytes: [UInt8], _ format: Format, level: Int32 = 6) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream, level, Z_DEFLATED, format.rawValue, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 32)
        let count = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                deflate(&stream, Z_FINISH)
                return output.count - Int(stream.avail_out)
            }
        }
        return Array(output[..<count])
    }

    /// The JSON of ``text``, by brotli's own encoder.
    static let brotli = bytes(
        """
        1b4e00f89d07b65be49df429f4b6e4d04434b754d9e5c6e09bd1592ca6b70a724b1d96be1e4492622ed2033cf1cc44fcfcb05dbe9c9ec83728f1\
        bf8006
        """)
    static let text = #"{"name":"Ada Lovelace","note":"the same words, the same words, the same words"}"#

    /// 50 MiB of the letter a in 93 bytes, by brotli's own encoder.
    static let brotliBomb = bytes(
        """
        cbffff3ff825c2e2b14020f7fe8fffff7ff04b00c4611180eefd1fffffffe0970088c30200ddfb3ffeffffc12f0110870500baf77ffcffff835f\
        02200e0b0074effff8ffff07bf04401c1600e8deffe5ffff077e0980382c00d0bdff00
        """)

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    }
}
