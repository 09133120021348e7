/// Bytes as base64 with padding (RFC 4648, 4), as `Basic` has them (RFC 7617).
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The text of bytes: that of `f`, `fo` and `foo` is `Zg==`, `Zm8=` and `Zm9v`.
    package static func text(_ bytes: [UInt8]) -> String {
        var text = digits(of: bytes, in: alphabet)
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    /// A digit of the alphabet for each six bits, the first ones first; behind the last ones there are zeros.
    static func digits(of bytes: [UInt8], in alphabet: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var (word, bits): (UInt32, UInt32) = (0, 0)
        for byte in bytes {
            word = word << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(word >> bits & 63)])
            }
            word &= (1 << bits) - 1
        }
        if bits > 0 { text.append(alphabet[Int(word << (6 - bits) & 63)]) }
        return text
    }
}
