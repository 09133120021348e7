extension SHA256Digest {
    /// A hash that is written in 64 hexadecimal digits; nil for anything else.
    package init?(hexadecimal text: String) {
        let digits = text.utf8.span
        guard digits.count == 64 else { return nil }
        var bytes = Bytes(repeating: 0)
        for index in digits.indices {
            let value: UInt8
            switch digits[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digits[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digits[index] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digits[index] - UInt8(ascii: "A") + 10
            default: return nil
            }
            bytes[index / 2] = bytes[index / 2] << 4 | value
        }
        self.init(bytes)
    }

    /// The hash in 64 hexadecimal digits, in lower case.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
    }
}
