/// Which parts of a content a request asks for: `Range` (RFC 9110, 14.2).
package enum ByteRanges: Sendable, Equatable {
    /// The whole content, 200: what is asked for can't be read, or is more than is sensible.
    case whole
    /// These parts, 206: each lies within the content, none is empty, and together they are no longer than it.
    case parts([Range<Int>])
    /// None of the parts is in the content, 416.
    case unsatisfiable

    /// More than so many parts are not served one by one: a list of a thousand overlapping ones is an attack (CVE-2011-3192).
    package static let most = 16

    /// Reads the values of all `Range` headers of a request for a content of so many bytes.
    package init(_ values: [String], length: Int) {
        guard values.count == 1, let equals = values[0].utf8.firstIndex(of: UInt8(ascii: "=")),
            ASCII.equalIgnoringCase(ASCII.trimmed(values[0][..<equals]), "bytes")
        else {
            self = .whole
            return
        }
        var parts: [Range<Int>] = []
        var count = 0
        for member in ListMembers(values[0][values[0].utf8.index(after: equals)...]) {
            count += 1
            guard count <= Self.most, let part = Self.part(member, length) else {
                self = .whole
                return
            }
            if !part.isEmpty { parts.append(part) }
        }
        guard count > 0 else {
            self = .whole
            return
        }
        let sum = parts.reduce(0) { $0.addingReportingOverflow($1.count).partialValue }
        if parts.isEmpty {
            // An empty content has no parts, and some clients ask for the first so many bytes of everything.
            self = length > 0 ? .unsatisfiable : .whole
        } else if sum > length || sum < 0 {
            self = .whole
        } else {
            self = .parts(parts)
        }
    }

    /// `0-499`, `500-` or `-500`; empty if nothing of it is in the content, nil for what is none.
    private static func part(_ text: Substring, _ length: Int) -> Range<Int>? {
        guard let dash = text.utf8.firstIndex(of: UInt8(ascii: "-")) else { return nil }
        let first = text[..<dash]
        let last = text[text.utf8.index(after: dash)...]
        if first.isEmpty {
            guard let count = position(last) else { return nil }
            return max(length - count, 0)..<max(length, 0)
        }
        guard let start = position(first) else { return nil }
        guard !last.isEmpty else { return start < length ? start..<length : 0..<0 }
        guard let end = position(last), end >= start else { return nil }
        return start < length ? start..<(min(end, length - 1) + 1) : 0..<0
    }

    /// A position; numbers that don't fit are beyond the end of any content.
    private static func position(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        return Int(text) ?? .max
    }

    /// `Content-Range` of a part.
    package static func contentRange(_ part: Range<Int>, of length: Int) -> String {
        "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(length)"
    }

    /// `Content-Range` of a 416.
    package static func unsatisfiedRange(of length: Int) -> String {
        "bytes */\(length)"
    }
}
