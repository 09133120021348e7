/// A request target read by the letter of RFC 9112, 3.2.1 and RFC 3986, 3.3 and 3.4, by other code than that which writes it.
///
/// Tests and the fuzz target `templates` hold what is rendered against it.
package struct StrictTarget: Equatable {
    /// The segments of the path, decoded once.
    package let segments: [[UInt8]]
    /// The parameters of the query in order, decoded once; nil without a query.
    package let parameters: [Parameter]?

    /// A name and a value; a parameter without `=` has the value "".
    package struct Parameter: Equatable {
        package let name: [UInt8]
        package let value: [UInt8]

        /// A parameter of decoded bytes.
        package init(_ name: some Sequence<UInt8>, _ value: some Sequence<UInt8>) {
            self.name = Array(name)
            self.value = Array(value)
        }
    }

    /// A target of its decoded parts, to compare others with.
    package init(segments: [[UInt8]], parameters: [Parameter]? = nil) {
        self.segments = segments
        self.parameters = parameters
    }

    /// Nil if a byte stands in it that RFC 3986 doesn't allow there.
    package init?(parsing target: [UInt8]) {
        guard target.first == UInt8(ascii: "/") else { return nil }
        let parts = target.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        var segments: [[UInt8]] = []
        for segment in parts[0].dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let decoded = Self.decoded(segment, also: "") else { return nil }
            segments.append(decoded)
        }
        self.segments = segments
        guard parts.count == 2 else {
            parameters = nil
            return
        }
        var parameters: [Parameter] = []
        for pair in parts[1].split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(sides[0], also: "/?"),
                let value = sides.count == 1 ? [] : Self.decoded(sides[1], also: "/?")
            else { return nil }
            parameters.append(Parameter(name, value))
        }
        self.parameters = parameters
    }

    /// The bytes that an encoded part means: `pchar`, and what else may stand in it.
    private static func decoded(_ part: ArraySlice<UInt8>, also extra: String) -> [UInt8]? {
        var result: [UInt8] = []
        var index = part.startIndex
        while index < part.endIndex {
            let byte = part[index]
            let isLetter = (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
            if byte == UInt8(ascii: "%") {
                guard index + 2 < part.endIndex,
                    let value = UInt8(String(decoding: part[(index + 1)...(index + 2)], as: UTF8.self), radix: 16),
                    part[index + 1] != UInt8(ascii: "+")
                else { return nil }
                result.append(value)
                index += 3
            } else {
                guard isLetter || ("-._~!$&'()*+,;=:@" + extra).utf8.contains(byte) else { return nil }
                result.append(byte)
                index += 1
            }
        }
        return result
    }
}

extension StrictTarget {
    /// Whether some server, decoding as often as it can, would find a dot segment among these bytes of a path.
    ///
    /// Servers differ: `\` parts segments for some, `;` begins parameters of a segment for others (`..;`), and spaces and control
    /// characters are dropped by more than one.
    package static func isStep(_ path: [UInt8]) -> Bool {
        var path = path
        while true {
            let steps = path.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
            for step in steps {
                let name = step.prefix { !";?#".utf8.contains($0) }.filter { $0 > 0x20 && $0 != 0x7F }
                if name == Array(".".utf8) || name == Array("..".utf8) { return true }
            }
            let decoded = decodedLeniently(path)
            if decoded == path { return false }
            path = decoded
        }
    }

    /// Decoded once; what is no triplet stays.
    private static func decodedLeniently(_ part: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < part.count {
            let isTriplet = part[index] == UInt8(ascii: "%") && index + 2 < part.count
            let digits = isTriplet ? part[(index + 1)...(index + 2)].compactMap { hexDigit($0) } : []
            if digits.count == 2 {
                result.append(digits[0] * 16 + digits[1])
                index += 3
            } else {
                result.append(part[index])
                index += 1
            }
        }
        return result
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
