import SeededRandom

/// A generated document: its text, and what the text means as a plain tree.
struct RandomDocument: Sendable {
    typealias Member = (name: String, value: RandomDocument)

    indirect enum Model: Sendable {
        case null
        case bool(Bool)
        case number(String)
        case string(String)
        case array([RandomDocument])
        case object([Member])
    }

    /// Exactly the bytes of the value, without space around it.
    let text: String
    let model: Model

    /// A value of any kind; containers up to `depth` levels deep.
    init(using random: inout SeededGenerator, depth: Int = 4) {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &random) {
        case 0: (text, model) = ("null", .null)
        case 1:
            let bool = Bool.random(using: &random)
            (text, model) = (String(bool), .bool(bool))
        case 2:
            let number = Self.number(&random)
            (text, model) = (number, .number(number))
        case 3, 4:
            let string = Self.string(&random)
            (text, model) = (string.text, .string(string.meaning))
        case 5, 6:
            let elements = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                RandomDocument(using: &random, depth: depth - 1)
            }
            let texts = elements.map { Self.space(&random) + $0.text + Self.space(&random) }
            text = "[" + (elements.isEmpty ? Self.space(&random) : texts.joined(separator: ",")) + "]"
            model = .array(elements)
        default:
            var members: [Member] = []
            var texts: [String] = []
            // Few names, so that some are repeated; sometimes many members, for which names are hashed.
            let isLarge = Int.random(in: 0..<16, using: &random) == 0
            let count = Int.random(in: 0...(isLarge ? 40 : 6), using: &random)
            for _ in 0..<count {
                let name = Self.name(&random)
                let value = RandomDocument(using: &random, depth: depth - 1)
                members.append((name.meaning, value))
                texts.append(
                    Self.space(&random) + name.text + Self.space(&random) + ":" + Self.space(&random) + value.text
                        + Self.space(&random))
            }
            text = "{" + (texts.isEmpty ? Self.space(&random) : texts.joined(separator: ",")) + "}"
            model = .object(members)
        }
    }

    static func space(_ random: inout SeededGenerator) -> String {
        guard Int.random(in: 0..<4, using: &random) == 0 else { return "" }
        let length = Int.random(in: 0...(Bool.random(using: &random) ? 3 : 40), using: &random)
        return String((0..<length).map { _ in [" ", "\n", "\t", "\r"].randomElement(using: &random) ?? " " })
    }

    private static func number(_ random: inout SeededGenerator) -> String {
        func digits(_ range: ClosedRange<Int>, _ random: inout SeededGenerator) -> String {
            String(
                (0..<Int.random(in: range, using: &random)).map { _ in "0123456789".randomElement(using: &random) ?? "0"
                })
        }
        var text = Bool.random(using: &random) ? "-" : ""
        text += Bool.random(using: &random) ? "0" : "\(Int.random(in: 1...9, using: &random))" + digits(0...25, &random)
        if Bool.random(using: &random) { text += "." + digits(1...20, &random) }
        if Int.random(in: 0..<3, using: &random) == 0 {
            text += ["e", "E", "e+", "E-", "e-"].randomElement(using: &random) ?? "e"
            text += digits(1...4, &random)
        }
        return text
    }

    private static func name(_ random: inout SeededGenerator) -> (text: String, meaning: String) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: string(&random)
        // Two ways to write the same name.
        case 1: (#""\u0061b""#, "ab")
        case 2: (#""ab""#, "ab")
        default: { (#""\#($0)""#, $0) }("n\(Int.random(in: 0...60, using: &random))")
        }
    }

    private static func string(_ random: inout SeededGenerator) -> (text: String, meaning: String) {
        var text = ""
        var meaning = ""
        for _ in 0..<Int.random(in: 0...(Bool.random(using: &random) ? 5 : 60), using: &random) {
            let (written, meant) = characters.randomElement(using: &random) ?? ("a", "a")
            text += written
            meaning += meant
        }
        return ("\"\(text)\"", meaning)
    }

    private static let characters: [(String, String)] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 {}[]:,'/".map { (String($0), String($0)) } + [
            (#"\""#, "\""), (#"\\"#, "\\"), (#"\/"#, "/"), (#"\b"#, "\u{8}"), (#"\f"#, "\u{C}"), (#"\n"#, "\n"),
            (#"\r"#, "\r"), (#"\t"#, "\t"), (#"\u0000"#, "\0"), (#"\u00e9"#, "\u{E9}"), (#"\uFFFF"#, "\u{FFFF}"),
            (#"\uD83D\uDE00"#, "\u{1F600}"), (#"\udbff\udfff"#, "\u{10FFFF}"), ("\u{7F}", "\u{7F}"), ("é", "é"),
            ("e\u{301}", "e\u{301}"), ("\u{20AC}", "\u{20AC}"), ("\u{D7FF}", "\u{D7FF}"), ("\u{E000}", "\u{E000}"),
            ("\u{1F600}", "\u{1F600}"), ("\u{10FFFF}", "\u{10FFFF}"),
        ]
}
