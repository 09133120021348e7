/// What a client says of the content codings that it can decode: `Accept-Encoding` (RFC 9110, 12.5.3).
///
/// | value | offered br, gzip |
/// |---|---|
/// | none at all, or an empty one | as it is |
/// | `gzip, br` | br |
/// | `br;q=0.5, gzip` | gzip |
/// | `gzip;q=0.5, identity` | as it is |
/// | `*` | br |
/// | `identity;q=0` | br |
/// | `identity;q=0, zstd` | nothing will do |
package struct AcceptEncoding: Sendable {
    /// What a response is sent in.
    package enum Choice: Sendable, Equatable {
        /// In this coding.
        case coding(ContentCoding)
        /// As it is.
        case identity
        /// The client refuses all that is offered, and the content as it is: 406, or the content all the same.
        case none
    }

    /// Weights in thousandths.
    private var weights: [ContentCoding: Int] = [:]
    private var identity: Int?
    private var others: Int?

    /// Reads the values of all `Accept-Encoding` headers of a request.
    ///
    /// A member that can't be read says nothing. Of two with the same name the smaller weight counts.
    package init(_ values: some Sequence<String>) {
        for value in values {
            for member in value.utf8.split(separator: UInt8(ascii: ",")) { read(Substring(member)) }
        }
    }

    private mutating func read(_ member: Substring) {
        let parts = member.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        guard let weight = parts.count == 1 ? 1_000 : Self.weight(parts[1]) else { return }
        let name = Self.trimmed(parts[0]).lowercased()
        switch name {
        case "identity": identity = min(identity ?? weight, weight)
        case "*": others = min(others ?? weight, weight)
        default:
            guard let coding = ContentCoding(name: name) else { return }
            weights[coding] = min(weights[coding] ?? weight, weight)
        }
    }

    /// Takes the coding with the greatest weight; of several the one that is offered first.
    ///
    /// Content as it is is taken where the client prefers it by a weight of its own, or refuses the rest.
    package func choice(of offered: [ContentCoding]) -> Choice {
        var best: (coding: ContentCoding, weight: Int)?
        for coding in offered {
            // A client that says nothing of codings may not know them, although the RFC lets a server choose any.
            guard let weight = weights[coding] ?? others ?? (identity == 0 ? 1 : nil), weight > best?.weight ?? 0 else {
                continue
            }
            best = (coding, weight)
        }
        guard let best else { return (identity ?? others) == 0 ? .none : .identity }
        if let identity, identity > best.weight { return .identity }
        return .coding(best.coding)
    }

    /// `q=0.5` in thousandths (RFC 9110, 12.4.2); nil for what is no weight.
    private static func weight(_ parameter: Substring) -> Int? {
        let text = trimmed(parameter).utf8
        guard let name = text.first, name | 0x20 == UInt8(ascii: "q"), text.dropFirst().first == UInt8(ascii: "=")
        else {
            return nil
        }
        let digits = Array(text.dropFirst(2))
        guard (1...5).contains(digits.count), digits[0] == UInt8(ascii: "0") || digits[0] == UInt8(ascii: "1"),
            digits.count == 1 || digits[1] == UInt8(ascii: ".")
        else { return nil }
        var weight = Int(digits[0] - UInt8(ascii: "0"))
        for place in 2..<5 {
            let digit = place < digits.count ? digits[place] : UInt8(ascii: "0")
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            weight = weight * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return weight <= 1_000 ? weight : nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = text.utf8.firstIndex { !isSpace($0) } ?? text.endIndex
        let end = text.utf8[start...].lastIndex { !isSpace($0) }.map { text.utf8.index(after: $0) } ?? start
        return text[start..<end]
    }
}
