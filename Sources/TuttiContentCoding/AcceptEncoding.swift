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

    /// Weights in thousandths; nil for what isn't mentioned.
    private var gzip: Int?
    private var deflate: Int?
    private var brotli: Int?
    private var identity: Int?
    private var others: Int?

    /// Reads the values of all `Accept-Encoding` headers of a request.
    ///
    /// A member that can't be read says nothing. Of two with the same name the smaller weight counts.
    package init(_ values: some Sequence<String>) {
        for value in values {
            var rest = value.utf8[...]
            while !rest.isEmpty {
                let member = rest.prefix { $0 != UInt8(ascii: ",") }
                read(member)
                rest = rest[member.endIndex...].dropFirst()
            }
        }
    }

    private mutating func read(_ member: Substring.UTF8View) {
        let name = Self.trimmed(member.prefix { $0 != UInt8(ascii: ";") })
        let parameter = member.drop { $0 != UInt8(ascii: ";") }
        guard let weight = parameter.isEmpty ? 1_000 : Self.weight(Self.trimmed(parameter.dropFirst())) else { return }
        switch name.count {
        case 1 where Self.equal(name, "*"): others = min(others ?? weight, weight)
        case 2 where Self.equal(name, "br"): brotli = min(brotli ?? weight, weight)
        case 4 where Self.equal(name, "gzip"): gzip = min(gzip ?? weight, weight)
        case 6 where Self.equal(name, "x-gzip"): gzip = min(gzip ?? weight, weight)
        case 7 where Self.equal(name, "deflate"): deflate = min(deflate ?? weight, weight)
        case 8 where Self.equal(name, "identity"): identity = min(identity ?? weight, weight)
        default: break
        }
    }

    private func weight(of coding: ContentCoding) -> Int? {
        switch coding {
        case .gzip: gzip
        case .deflate: deflate
        case .brotli: brotli
        }
    }

    /// Takes the coding with the greatest weight; of several the one that is offered first.
    ///
    /// Content as it is is taken where the client prefers it by a weight of its own, or refuses the rest.
    package func choice(of offered: [ContentCoding]) -> Choice {
        var best: (coding: ContentCoding, weight: Int)?
        for coding in offered {
            // A client that says nothing of codings may not know them, although the RFC lets a server choose any.
            guard let weight = weight(of: coding) ?? others ?? (identity == 0 ? 1 : nil), weight > best?.weight ?? 0
            else {
                continue
            }
            best = (coding, weight)
        }
        guard let best else { return (identity ?? others) == 0 ? .none : .identity }
        if let identity, identity > best.weight { return .identity }
        return .coding(best.coding)
    }

    /// `q=0.5` in thousandths (RFC 9110, 12.4.2); nil for what is no weight.
    private static func weight(_ parameter: Substring.UTF8View) -> Int? {
        var rest = parameter
        guard let name = rest.popFirst(), name | 0x20 == UInt8(ascii: "q"), rest.popFirst() == UInt8(ascii: "="),
            let whole = rest.popFirst(), whole == UInt8(ascii: "0") || whole == UInt8(ascii: "1")
        else { return nil }
        var weight = Int(whole - UInt8(ascii: "0")) * 1_000
        guard let point = rest.popFirst() else { return weight }
        guard point == UInt8(ascii: "."), rest.count <= 3 else { return nil }
        for scale in [100, 10, 1] {
            guard let digit = rest.popFirst() else { break }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            weight += Int(digit - UInt8(ascii: "0")) * scale
        }
        return weight <= 1_000 ? weight : nil
    }

    /// Whether a text is the same as one in lower case but for the case of its letters.
    private static func equal(_ text: Substring.UTF8View, _ lowercase: StaticString) -> Bool {
        lowercase.withUTF8Buffer { expected in
            text.elementsEqual(expected) { byte, other in
                byte == other || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) && byte | 0x20 == other
            }
        }
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }
}
