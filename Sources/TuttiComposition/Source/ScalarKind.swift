internal import TuttiJSON

/// What a scalar is by the core schema of YAML 1.2 (section 10.3.2): `no`, `on` and `yes` are text.
enum ScalarKind: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number with the digits it was written with, where JSON can write them so.
    case number(JSONNumber)
    /// `.inf` or `.nan`, or a hexadecimal number beyond 64 bits: no number of JSON.
    case notJSON
    case text

    /// The type of a plain scalar.
    init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        case ".nan", ".NaN", ".NAN": self = .notJSON
        default: self = Self.beginsLikeNumber(text) ? Self.number(text) ?? .text : .text
        }
    }

    var inWords: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .notJSON: "a number that JSON can't write"
        case .text: "text"
        }
    }

    /// Whether it may be a number, which most texts can't be by their first character.
    private static func beginsLikeNumber(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || "+-.".utf8.contains(first)
    }

    private static func number(_ text: String) -> ScalarKind? {
        if let number = JSONNumber(text) { return .number(number) }
        for (prefix, radix) in [("0x", 16), ("0o", 8)] where text.hasPrefix(prefix) {
            let digits = text.dropFirst(2)
            guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.hexDigitValue ?? 16 < radix }) else {
                return nil
            }
            guard let value = UInt64(digits, radix: radix), let number = JSONNumber(String(value)) else {
                return .notJSON
            }
            return .number(number)
        }
        let isNegative = text.hasPrefix("-")
        var digits = Substring(text)
        if isNegative || text.hasPrefix("+") { digits = digits.dropFirst() }
        if [".inf", ".Inf", ".INF"].contains(digits) { return .notJSON }
        guard let written = jsonForm(of: digits) else { return nil }
        return JSONNumber((isNegative ? "-" : "") + written).map { .number($0) }
    }

    /// What YAML allows and JSON doesn't, the way JSON writes it: `007` is 7, `.5` is 0.5, `5.` is 5, `5.e3` is 5e3.
    private static func jsonForm(of text: Substring) -> String? {
        let exponentStart = text.firstIndex { $0 == "e" || $0 == "E" } ?? text.endIndex
        let parts = text[..<exponentStart].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole.allSatisfy(isDigit) else { return nil }
        let fraction = parts.count > 1 ? parts[1] : ""
        guard fraction.allSatisfy(isDigit), !(whole.isEmpty && fraction.isEmpty) else { return nil }
        let trimmed = whole.drop { $0 == "0" }
        return (trimmed.isEmpty ? "0" : trimmed) + (fraction.isEmpty ? "" : "." + fraction) + text[exponentStart...]
    }

    private static func isDigit(_ character: Character) -> Bool {
        ("0"..."9").contains(character)
    }
}
