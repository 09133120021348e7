/// Braces around what an expression would read, in text where they are only braces: `{user.name}`, `${path.id}`, `{{ path.id }}`.
struct BracedName {
    /// From the `$` or the first brace to the last brace, in UTF-8 offsets.
    let range: Range<Int>
    /// What is between the braces, without white space around it.
    let inside: String
    /// Whether there are two braces on each side.
    let isDoubled: Bool

    /// The first in a text; nil if there is none.
    ///
    /// Only a name that can be read, with a member of it, counts: `{path.id}`. `{id}` alone may be meant as it is.
    static func first(in text: String, onlyDoubled: Bool = false, isRead: (String) -> Bool) -> BracedName? {
        let bytes = Array(text.utf8)
        var index = 0
        while let open = bytes[index...].firstIndex(of: UInt8(ascii: "{")) {
            let isDoubled = bytes[(open + 1)...].first == UInt8(ascii: "{")
            let start = open + (isDoubled ? 2 : 1)
            index = start
            guard isDoubled || !onlyDoubled, let close = bytes[start...].firstIndex(of: UInt8(ascii: "}")),
                !isDoubled || bytes[(close + 1)...].first == UInt8(ascii: "}")
            else { continue }
            let inside = bytes[start..<close].drop { $0 == 0x20 }
            let name = inside.prefix { Identifier.continues($0) }
            guard let next = inside[name.endIndex...].first, next == UInt8(ascii: ".") || next == UInt8(ascii: "["),
                isRead(String(decoding: name, as: UTF8.self))
            else { continue }
            let isDollar = open > 0 && bytes[open - 1] == UInt8(ascii: "$")
            return BracedName(
                range: (isDollar ? open - 1 : open)..<(close + (isDoubled ? 2 : 1)),
                inside: String(decoding: inside, as: UTF8.self).trimmingSpaces, isDoubled: isDoubled)
        }
        return nil
    }
}

extension String {
    /// Without spaces at its end.
    fileprivate var trimmingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
