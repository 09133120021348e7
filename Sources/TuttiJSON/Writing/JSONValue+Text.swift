extension JSONValue {
    /// The value as JSON in UTF-8, without white space of its own: what is a node of a document stands as it came.
    package var jsonBytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The value as JSON, like ``jsonBytes``.
    package var jsonText: String { String(decoding: jsonBytes, as: UTF8.self) }

    /// The value as text for people: a member a line, two spaces a level; what holds but a few scalars stands on one line.
    ///
    /// Numbers keep their digits, members their order. No line feed at the end.
    package var indented: String {
        var text = IndentedText()
        text.append(self, level: 0)
        return String(decoding: text.bytes, as: UTF8.self)
    }
}

/// JSON with line feeds.
///
/// It goes down a level of the stack for each level of the value: what is parsed has a bounded depth, and what is made of it
/// little more.
private struct IndentedText {
    private(set) var bytes: [UInt8] = []

    /// What is longer stands one below the other.
    private static let lineLimit = 90

    mutating func append(_ value: JSONValue, level: Int) {
        if let line = Self.line(value) { return bytes.append(contentsOf: line) }
        if value.kind == .object {
            append("{", level + 1)
            for (index, member) in value.members.enumerated() {
                if index > 0 { append(",", level + 1) }
                append(name: member.name)
                append(member.value, level: level + 1)
            }
            append("", level)
            bytes.append(UInt8(ascii: "}"))
        } else {
            append("[", level + 1)
            for (index, element) in value.elements.enumerated() {
                if index > 0 { append(",", level + 1) }
                append(element, level: level + 1)
            }
            append("", level)
            bytes.append(UInt8(ascii: "]"))
        }
    }

    /// A sign at the end of a line, and the beginning of the next one.
    private mutating func append(_ sign: StaticString, _ level: Int) {
        sign.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
    }

    private mutating func append(name: String) {
        JSONEscape.append(name, to: &bytes)
        bytes.append(contentsOf: ": ".utf8)
    }

    /// A scalar, or a short object or list of scalars, `{ "type": ["string", "null"] }`; nil for what takes several lines.
    private static func line(_ value: JSONValue) -> [UInt8]? {
        var text = IndentedText()
        switch value.kind {
        case .object:
            guard value.count > 0 else { return Array("{}".utf8) }
            for (index, member) in value.members.enumerated() {
                text.bytes.append(contentsOf: (index > 0 ? ", " : "{ ").utf8)
                text.append(name: member.name)
                guard text.append(short: member.value, orList: true) else { return nil }
            }
            text.bytes.append(contentsOf: " }".utf8)
        case .array:
            text.bytes.append(UInt8(ascii: "["))
            for (index, element) in value.elements.enumerated() {
                if index > 0 { text.bytes.append(contentsOf: ", ".utf8) }
                guard text.append(short: element, orList: false) else { return nil }
            }
            text.bytes.append(UInt8(ascii: "]"))
        case .string, .number, .bool, .null:
            return value.jsonBytes
        }
        return text.bytes.count <= lineLimit ? text.bytes : nil
    }

    /// Whether the value is a scalar, or holds nothing, or may be a list of such, and the line is still short; then it has been
    /// written.
    private mutating func append(short value: JSONValue, orList: Bool) -> Bool {
        switch value.kind {
        case .object where value.count > 0: return false
        case .array where value.count > 0 && !orList: return false
        default: break
        }
        guard bytes.count <= Self.lineLimit, let line = Self.line(value) else { return false }
        bytes.append(contentsOf: line)
        return true
    }
}
