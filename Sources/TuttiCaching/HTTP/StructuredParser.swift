internal import TuttiPolicies

/// Goes through structured values (RFC 9651, 4.2).
struct StructuredParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ values: [String]) {
        bytes = Array(values.joined(separator: ", ").utf8)
    }

    var isAtEnd: Bool { position >= bytes.count }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpaces() {
        while next == UInt8(ascii: " ") { position += 1 }
    }

    private mutating func skipOptionalSpaces() {
        while let byte = next, ASCII.isSpace(byte) { position += 1 }
    }

    mutating func takes(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// The end, or a comma with something behind it.
    mutating func takesComma() -> Bool {
        skipOptionalSpaces()
        if isAtEnd { return true }
        guard takes(UInt8(ascii: ",")) else { return false }
        skipOptionalSpaces()
        return !isAtEnd
    }

    mutating func key() -> String? {
        guard let first = next, Self.isLower(first) || first == UInt8(ascii: "*") else { return nil }
        return text {
            Self.isLower($0) || ASCII.isDigit($0) || "_-.*".utf8.contains($0)
        }
    }

    mutating func itemOrInnerList() -> StructuredDictionary.Value? {
        next == UInt8(ascii: "(") ? innerList() : bareItem()
    }

    mutating func skipParameters() -> Bool {
        while takes(UInt8(ascii: ";")) {
            skipSpaces()
            guard key() != nil else { return false }
            if takes(UInt8(ascii: "=")) {
                guard bareItem() != nil else { return false }
            }
        }
        return true
    }

    private mutating func innerList() -> StructuredDictionary.Value? {
        position += 1
        while true {
            skipSpaces()
            if takes(UInt8(ascii: ")")) { return .other }
            guard bareItem() != nil, skipParameters() else { return nil }
            guard next == UInt8(ascii: " ") || next == UInt8(ascii: ")") else { return nil }
        }
    }

    private mutating func bareItem() -> StructuredDictionary.Value? {
        switch next {
        case UInt8(ascii: "\"")?: string()
        case UInt8(ascii: "?")?: boolean()
        case UInt8(ascii: ":")?: delimited(by: UInt8(ascii: ":"))
        case UInt8(ascii: "%")?: displayString()
        case UInt8(ascii: "@")?: date()
        case UInt8(ascii: "-")?: number()
        case let byte? where ASCII.isDigit(byte): number()
        case let byte? where ASCII.isLetter(byte) || byte == UInt8(ascii: "*"): token()
        default: nil
        }
    }

    private mutating func string() -> StructuredDictionary.Value? {
        position += 1
        var content: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return .string(String(decoding: content, as: UTF8.self))
            case UInt8(ascii: "\\"):
                guard let escaped = next, escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else {
                    return nil
                }
                position += 1
                content.append(escaped)
            case 0x20...0x7E: content.append(byte)
            default: return nil
            }
        }
        return nil
    }

    private mutating func boolean() -> StructuredDictionary.Value? {
        position += 1
        if takes(UInt8(ascii: "1")) { return .boolean(true) }
        return takes(UInt8(ascii: "0")) ? .boolean(false) : nil
    }

    /// At most 15 digits, or 12 and a fraction of at most three.
    private mutating func number() -> StructuredDictionary.Value? {
        let isNegative = takes(UInt8(ascii: "-"))
        let digits = text(where: ASCII.isDigit)
        guard !digits.isEmpty else { return nil }
        if takes(UInt8(ascii: ".")) {
            let fraction = text(where: ASCII.isDigit)
            return digits.utf8.count <= 12 && (1...3).contains(fraction.utf8.count) ? .other : nil
        }
        guard digits.utf8.count <= 15, let number = Int64(digits) else { return nil }
        return .integer(isNegative ? -number : number)
    }

    private mutating func date() -> StructuredDictionary.Value? {
        position += 1
        guard case .integer? = number() else { return nil }
        return .other
    }

    private mutating func token() -> StructuredDictionary.Value? {
        _ = text { ASCII.isOfToken($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
        return .other
    }

    private mutating func displayString() -> StructuredDictionary.Value? {
        position += 1
        guard next == UInt8(ascii: "\"") else { return nil }
        return delimited(by: UInt8(ascii: "\""))
    }

    private mutating func delimited(by end: UInt8) -> StructuredDictionary.Value? {
        position += 1
        while let byte = next {
            position += 1
            if byte == end { return .other }
            guard (0x20...0x7E).contains(byte) else { return nil }
        }
        return nil
    }

    private mutating func text(where isOfIt: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = next, isOfIt(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isLower(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
