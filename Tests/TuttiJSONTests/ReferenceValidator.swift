/// A second opinion on what is JSON: the grammar of RFC 8259 rule by rule, one byte at a time, for comparison only.
///
/// It shares no code and no method with the indexer: it is recursive, and leaves UTF-8 to the standard library.
struct ReferenceValidator {
    private let bytes: [UInt8]
    private var index = 0

    static func accepts(_ bytes: [UInt8]) -> Bool {
        guard String(validating: bytes, as: UTF8.self) != nil else { return false }
        var validator = ReferenceValidator(bytes: bytes)
        _ = validator.take("\u{FEFF}")
        validator.space()
        guard validator.value(depth: 0) else { return false }
        validator.space()
        return validator.index == bytes.count
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var byte: UInt8? {
        index < bytes.count ? bytes[index] : nil
    }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[index...].starts(with: text.utf8) else { return false }
        index += text.utf8.count
        return true
    }

    private mutating func space() {
        while let byte, " \t\n\r".utf8.contains(byte) { index += 1 }
    }

    private mutating func value(depth: Int) -> Bool {
        if take("{") { return depth < 128 && list(depth, "}") { $0.member(depth: depth + 1) } }
        if take("[") { return depth < 128 && list(depth, "]") { $0.value(depth: depth + 1) } }
        if byte == UInt8(ascii: "\"") { return string() }
        return take("true") || take("false") || take("null") || number()
    }

    private mutating func list(_ depth: Int, _ end: String, item: (inout Self) -> Bool) -> Bool {
        space()
        if take(end) { return true }
        while item(&self) {
            space()
            if take(end) { return true }
            guard take(",") else { return false }
            space()
        }
        return false
    }

    private mutating func member(depth: Int) -> Bool {
        guard string() else { return false }
        space()
        guard take(":") else { return false }
        space()
        return value(depth: depth)
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte {
            if take("\"") { return true }
            if byte < 0x20 { return false }
            if byte != UInt8(ascii: "\\") {
                index += 1
            } else if !escape() {
                return false
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        index += 1
        if let byte, "\"\\/bfnrt".utf8.contains(byte) {
            index += 1
            return true
        }
        return codeUnit() != nil
    }

    private mutating func codeUnit() -> UInt16? {
        guard take("u"), index + 4 <= bytes.count else { return nil }
        let digits = String(decoding: bytes[index..<index + 4], as: UTF8.self)
        index += 4
        // `UInt16("+123", radix: 16)` reads a sign.
        return digits.allSatisfy(\.isHexDigit) ? UInt16(digits, radix: 16) : nil
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") {
            guard digits() else { return false }
        }
        if take(".") {
            guard digits() else { return false }
        }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            guard digits() else { return false }
        }
        return true
    }

    private mutating func digits() -> Bool {
        let first = index
        while let byte, "0123456789".utf8.contains(byte) { index += 1 }
        return index > first
    }
}
