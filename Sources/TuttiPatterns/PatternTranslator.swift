/// Writes a regular expression of JavaScript, with the flag `u`, as PCRE2 has it.
///
/// Most of both languages is the same. What JavaScript doesn't have is an error, and not what PCRE2 makes of it: recursion, verbs,
/// atomic groups, options.
struct PatternTranslator {
    private let source: [Unicode.Scalar]
    private var place = 0

    /// The pattern for PCRE2.
    private(set) var result = ""
    /// The largest number of times that something has to be there: 4 of `\d{4}`.
    private(set) var repeats = 0
    /// Whether it asks for what a group has taken, as `(a)\1` does.
    private(set) var refersBack = false

    /// The pattern, translated.
    static func translate(_ source: String) throws(PatternError) -> PatternTranslator {
        var translator = PatternTranslator(source: Array(source.unicodeScalars))
        try translator.run()
        return translator
    }

    private init(source: [Unicode.Scalar]) {
        self.source = source
    }

    /// What `\s` is (ECMA-262, WhiteSpace and LineTerminator), for within a class.
    private static let space = #"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"#

    private mutating func run() throws(PatternError) {
        while let scalar = next() {
            switch scalar {
            case "\\": try escape(inClass: false)
            case "[": try characterClass()
            case "(": try group()
            case ".": result += #"[^\n\r\x{2028}\x{2029}]"#
            case "*", "+", "?", "}":
                result.unicodeScalars.append(scalar)
                // PCRE2's possessive quantifiers.
                if peek == "+" { throw PatternError(message: "nothing to repeat in front of +") }
            case "{":
                append(scalar)
                repeats = max(repeats, number)
            default: append(scalar)
            }
        }
    }

    /// The number that comes next, at most 65,535, which is the most that PCRE2 repeats; 0 where there is none.
    private var number: Int {
        var value = 0
        for scalar in source[place...] {
            guard "0"..."9" ~= scalar else { break }
            value = min(value * 10 + Int(scalar.value - 0x30), 65_535)
        }
        return value
    }

    private var peek: Unicode.Scalar? { place < source.count ? source[place] : nil }

    private mutating func next() -> Unicode.Scalar? {
        guard let scalar = peek else { return nil }
        place += 1
        return scalar
    }

    /// A character as it is; `#` and white space mean themselves without the option `x`.
    private mutating func append(_ scalar: Unicode.Scalar) {
        result.unicodeScalars.append(scalar)
    }

    private mutating func append(code: UInt32) throws(PatternError) {
        guard Unicode.Scalar(code) != nil else {
            throw PatternError(message: "half of a surrogate pair is no character")
        }
        result += #"\x{"# + String(code, radix: 16) + "}"
    }
}

extension PatternTranslator {
    /// What follows a `(`.
    private mutating func group() throws(PatternError) {
        result += "("
        if peek == "*" { throw PatternError(message: "nothing to repeat in front of *") }
        guard peek == "?" else { return }
        place += 1
        result += "?"
        guard let kind = next() else { throw PatternError(message: "a group ends too early") }
        result.unicodeScalars.append(kind)
        switch kind {
        case ":", "=", "!": return
        case "<":
            if peek == "=" || peek == "!" {
                result.unicodeScalars.append(source[place])
                place += 1
                return
            }
            try name()
        default: throw PatternError(message: "(?\(Character(kind)) is no group of JavaScript")
        }
    }

    /// The name of a group, and the `>` behind it.
    private mutating func name() throws(PatternError) {
        var length = 0
        while let scalar = next() {
            result.unicodeScalars.append(scalar)
            if scalar == ">" { break }
            guard scalar == "_" || scalar.properties.isAlphabetic || "0"..."9" ~= scalar else { break }
            length += 1
        }
        guard length > 0, result.unicodeScalars.last == ">" else {
            throw PatternError(message: "the name of a group is letters, digits and _ between < and >")
        }
    }

    private mutating func characterClass() throws(PatternError) {
        result += "["
        if peek == "^" {
            place += 1
            result += "^"
        }
        while let scalar = next() {
            switch scalar {
            case "]":
                result += "]"
                return
            // PCRE2 would take [:alpha:] for a class of its own.
            case "[": result += #"\["#
            case "\\": try escape(inClass: true)
            default: append(scalar)
            }
        }
        throw PatternError(message: "a [ has no ] behind it")
    }

    private mutating func escape(inClass: Bool) throws(PatternError) {
        guard let scalar = next() else { throw PatternError(message: #"a \ at the end"#) }
        switch scalar {
        case "d", "D", "w", "W", "t", "n", "r", "f":
            result += "\\" + String(Character(scalar))
        case "s": result += inClass ? Self.space : "[" + Self.space + "]"
        case "S":
            guard inClass else {
                result += "[^" + Self.space + "]"
                return
            }
            // The same without a class within the class: all that lies between.
            result += #"\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}"#
            result += #"\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}"#
        case "v": result += #"\x{b}"#
        case "b" where inClass: result += #"\x{8}"#
        case "b", "B":
            guard !inClass else { throw PatternError(message: #"\B has no meaning in a class"#) }
            result += "\\" + String(Character(scalar))
        case "c":
            guard let letter = next(), letter.isASCII, letter.properties.isAlphabetic else {
                throw PatternError(message: #"\c has a letter behind it"#)
            }
            try append(code: letter.value & 0x1F)
        case "x": try append(code: try hexadecimal(2))
        case "u": try append(code: try unicode())
        case "p", "P": try property(scalar)
        case "k":
            guard !inClass, next() == "<" else { throw PatternError(message: #"\k has <name> behind it"#) }
            refersBack = true
            result += #"\k<"#
            try name()
        case "0":
            if let digit = peek, "0"..."9" ~= digit { throw PatternError(message: #"\0 has no digit behind it"#) }
            try append(code: 0)
        case "1"..."9":
            guard !inClass else { throw PatternError(message: "a class has no reference to a group") }
            refersBack = true
            // \g{1}: digits may follow that don't belong to the number.
            var digits = String(Character(scalar))
            while let digit = peek, "0"..."9" ~= digit, digits.utf8.count < 4 {
                digits.unicodeScalars.append(digit)
                place += 1
            }
            result += #"\g{"# + digits + "}"
        case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/", "-":
            result += "\\" + String(Character(scalar))
        default:
            guard !scalar.isASCII || !scalar.properties.isAlphabetic else {
                throw PatternError(message: "\\\(Character(scalar)) is no escape of JavaScript")
            }
            throw PatternError(message: "\\ is not needed in front of \(Character(scalar))")
        }
    }

    private mutating func hexadecimal(_ count: Int) throws(PatternError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<count {
            guard let scalar = next(), scalar.isASCII, let digit = Character(scalar).hexDigitValue else {
                throw PatternError(message: #"\x has two hexadecimal digits, \u four or {…}"#)
            }
            code = code << 4 | UInt32(truncatingIfNeeded: digit)
        }
        return code
    }

    /// What stands behind `\u`: four digits, two times four of a surrogate pair, or any number in braces.
    private mutating func unicode() throws(PatternError) -> UInt32 {
        if peek == "{" {
            place += 1
            var code: UInt32 = 0
            while let scalar = next(), scalar != "}" {
                guard scalar.isASCII, let digit = Character(scalar).hexDigitValue, code <= 0x10FFFF else {
                    throw PatternError(message: #"\u{…} has hexadecimal digits, and is at most 10ffff"#)
                }
                code = code << 4 | UInt32(truncatingIfNeeded: digit)
            }
            return code
        }
        let first = try hexadecimal(4)
        guard 0xD800..<0xDC00 ~= first, peek == "\\", place + 1 < source.count, source[place + 1] == "u" else {
            return first
        }
        place += 2
        let second = try hexadecimal(4)
        guard 0xDC00..<0xE000 ~= second else { return first }
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    /// `\p{…}`: PCRE2 10.42 knows general categories by their short names only.
    private mutating func property(_ escape: Unicode.Scalar) throws(PatternError) {
        guard next() == "{" else { throw PatternError(message: #"\p has {…} behind it"#) }
        var name = ""
        while let scalar = next(), scalar != "}" { name.unicodeScalars.append(scalar) }
        let parts = name.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var value = parts[0]
        if parts.count == 2 {
            guard ["General_Category", "gc", "Script", "sc", "Script_Extensions", "scx"].contains(parts[0]) else {
                throw PatternError(message: "\\p{\(name)} is not known")
            }
            value = parts[1]
        }
        guard value != "ASCII" else {
            throw PatternError(message: #"\p{ASCII} is written [\x00-\x7f]"#)
        }
        let short = Self.categories[value] ?? value
        guard !short.isEmpty, short.utf8.allSatisfy({ Self.isNameByte($0) }) else {
            throw PatternError(message: "\\p{\(name)} is not known")
        }
        result += "\\\(Character(escape)){\(short)}"
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    /// Long names of general categories (Unicode, PropertyValueAliases).
    private static let categories: [String: String] = [
        "Letter": "L", "Cased_Letter": "Lc", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt",
        "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Combining_Mark": "M", "Nonspacing_Mark": "Mn",
        "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd", "digit": "Nd",
        "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc",
        "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps", "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi",
        "Final_Punctuation": "Pf", "Other_Punctuation": "Po", "Symbol": "S", "Math_Symbol": "Sm",
        "Currency_Symbol": "Sc",
        "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z", "Space_Separator": "Zs",
        "Line_Separator": "Zl",
        "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc", "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs",
        "Private_Use": "Co", "Unassigned": "Cn",
    ]
}
