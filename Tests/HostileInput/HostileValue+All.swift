extension HostileValue {
    /// All of them; the same in every run, and none twice.
    package static let all: [HostileValue] = {
        var seen: Set<[UInt8]> = []
        let texts = signs + pairs + encodings + steps + splits + hosts + parameters + unicode + long
        return (texts.map { HostileValue($0) } + escapes).filter { seen.insert(Array($0.json.utf8)).inserted }
    }()

    /// Every so many of each kind, for tests that take longer.
    package static func some(every step: Int) -> [HostileValue] {
        let texts = [signs, pairs, encodings, steps, splits, hosts, parameters, unicode, long]
        return texts.flatMap { kind in stride(from: 0, to: kind.count, by: step).map { HostileValue(kind[$0]) } }
            + escapes
    }

    /// ASCII's control characters and space, and every sign that parts something in a URL, a header or a body.
    private static let special: [String] =
        ((0...0x20) + [0x7F]).map { String(Unicode.Scalar(UInt8($0))) }
        + ":/?#[]@!$&'()*+,;=\"<>\\^`{|}%.-_~".map(String.init)

    private static var signs: [String] { [""] + special + special.map { "a" + $0 + "b" } }

    /// Every two of those that mean most, in both orders.
    private static var pairs: [String] {
        let first = special.filter {
            "\0\t\n\r :/?#@&=+;%\\.\u{7F}".unicodeScalars.contains($0.unicodeScalars.first ?? "a")
        }
        return first.flatMap { one in special.flatMap { [one + $0, $0 + one] } }
    }

    /// Encoded once, twice, three times, in both cases.
    private static var encodings: [String] {
        special.flatMap { sign -> [String] in
            let value = sign.utf8.first ?? 0
            let digits = (value < 16 ? "0" : "") + String(value, radix: 16)
            let upper = digits.uppercased()
            return [
                "%" + digits, "%" + upper, "%25" + digits, "a%25" + upper + "b", "%2525" + digits, "%u00" + digits,
                "\\x" + digits,
            ]
        } + [
            "%", "%%", "%2", "%zz", "%c0%80", "%e0%80%af", "%C0%AF", "%ff", "%u002e%u002e%u2215", "&#46;&#46;&#47;",
            "&lt;",
        ]
    }

    /// Dot segments in all spellings, bare and between others.
    private static var steps: [String] {
        let dots = [".", "%2e", "%2E", "%252e", "%25%32%65", "%c0%ae", "\u{FF0E}", "\u{2024}"]
        let ends = [
            "", "/", "\\", "%2f", "%252F", "%5c", ";", ";x=1/", "%3b", "?", "#", "%00", " ", "\u{2215}", "/..",
            "/admin",
        ]
        let spelled = dots + dots.flatMap { one in dots.map { one + $0 } } + ["...", ". .", ".\t.", ".\r\n.", "..\0"]
        return spelled.flatMap { step in ends.map { step + $0 } }
            + ["/", "x/", "x%2f", "\\", "x\\", "%5C", ";/"].flatMap { before in spelled.prefix(40).map { before + $0 } }
    }

    /// Attempts to begin a line, a field, a request of their own.
    private static var splits: [String] {
        let breaks = [
            "\r\n", "\n", "\r", "\r\n ", "\r\n\t", "\n\n", "%0d%0a", "%250D%250A", "\\r\\n", "\u{85}", "\u{2028}",
            "\u{2029}", "\u{0B}", "\u{0C}",
            "\u{560D}\u{560A}", "\u{10D}\u{10A}", " HTTP/1.1\r\n", "\0\r\n", "\u{1E}",
        ]
        let lines = [
            "x-evil: 1", "Host: evil", "Content-Length: 0\r\n\r\nGET /evil HTTP/1.1\r\nHost: evil\r\n\r\n",
            "Transfer-Encoding: chunked", "",
            "\r\nevil",
        ]
        return breaks.flatMap { lineBreak in lines.flatMap { [lineBreak + $0, "a" + lineBreak + $0] } }
    }

    /// Attempts to name another host.
    private static var hosts: [String] {
        let hosts = ["evil", "evil.example:80", "127.0.0.1", "[::1]", "user:secret@evil", "evil%00.example"]
        let openings = [
            "//", "///", "\\\\", "\\", "/\\", "@", ":80@", "http://", "https://", "http:", "HTTP:\\\\", "%2f%2f",
            "%252f%252f", "?@", "#@", ";@",
            "\u{FF0F}\u{FF0F}", "://", ".", "javascript:", "file:///", "\t//", " http://",
        ]
        return openings.flatMap { opening in hosts.flatMap { [opening + $0, opening + $0 + "/"] } }
    }

    /// Attempts to add a parameter, or to end the query.
    private static var parameters: [String] {
        let signs = [
            "&", "?", ";", "#", "=", "&amp;", "%26", "%2526", "%3d", "%23", "+", "%2B", ",", "\u{FF06}", "\u{FF1D}",
            "\u{FF1F}", "\u{FF03}",
        ]
        return signs.flatMap { sign in ["admin=1", "v=2", "v[]=2", "=", ""].flatMap { [sign + $0, "a" + sign + $0] } }
    }

    private static var unicode: [String] {
        [
            "\u{A0}", "\u{AD}", "\u{180E}", "\u{200B}", "\u{200D}", "\u{202E}", "\u{2066}", "\u{3000}", "\u{FEFF}",
            "\u{FFFD}", "\u{FFFE}", "\u{FFFF}",
            "\u{E000}", "\u{10FFFF}", "\u{D7FF}", "\u{301}", "/\u{301}", "?\u{338}", ".\u{301}", "..\u{20DD}",
            "\r\u{301}\n", "é", "e\u{301}", "ﬀ", "İ",
            "ß", "日本", "\u{202E}nimda", "\u{FF05}2e", "\u{FF0E}\u{FF0E}\u{FF0F}", "😀", "👩‍👩‍👧", "🏳️‍🌈", "a😀b",
            "\u{1F1E9}\u{1F1EA}", "؀", "𝟘", "\u{80}",
            "\u{9F}", "\u{C2}\u{A0}", "\u{2044}", "\u{29F8}", "\u{2216}", "\u{FE68}", "\u{FF3C}", "\u{FF20}evil",
            "\u{FE6B}evil", "Ⅷ", "ｅｖｉｌ",
        ]
    }

    private static var long: [String] {
        ["a", "%", ".", "/", "../", "%2e", "é", "😀", "\r\n", "\0", "&a=b"].map {
            String(repeating: $0, count: 6_000 / $0.utf8.count)
        }
    }

    /// Halves of surrogate pairs, which no text can hold and which read as U+FFFD, and escapes that hide a sign.
    private static var escapes: [HostileValue] {
        let halves = [
            ("\\ud800", "\u{FFFD}"), ("\\udfff", "\u{FFFD}"), ("a\\udc00b", "a\u{FFFD}b"),
            ("\\udc00\\ud800", "\u{FFFD}\u{FFFD}"), ("\\ud83d", "\u{FFFD}"), ("\\ud800/..", "\u{FFFD}/.."),
        ]
        let hidden = [
            ("\\ud83d\\ude00", "😀"), ("\\u0000", "\0"), ("\\u002e\\u002E", ".."), ("\\u000d\\u000ax: y", "\r\nx: y"),
            ("\\/\\/evil", "//evil"),
        ]
        return (halves + hidden).map { HostileValue(json: "\"\($0.0)\"", text: $0.1) }
    }
}
