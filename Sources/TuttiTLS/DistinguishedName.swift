/// The name of whom a certificate is for, or who has signed it, as text (RFC 4514).
enum DistinguishedName {
    /// The names of attributes by the bytes of their identifiers (RFC 4514, 3).
    private static let short: [[UInt8]: String] = [
        [0x55, 4, 3]: "CN", [0x55, 4, 7]: "L", [0x55, 4, 8]: "ST", [0x55, 4, 10]: "O", [0x55, 4, 11]: "OU",
        [0x55, 4, 6]: "C", [0x55, 4, 9]: "STREET",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 25]: "DC",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 1]: "UID",
    ]

    /// The text: the last part comes first, as in `CN=client seven,O=Tutti`.
    ///
    /// Nil for what is no name.
    static func text(_ name: DERValue) -> String? {
        guard let parts = name.values(of: DERValue.sequence) else { return nil }
        var texts: [String] = []
        for part in parts.reversed() {
            guard let attributes = part.values(of: DERValue.set) else { return nil }
            var pairs: [String] = []
            for attribute in attributes {
                guard let pair = pair(attribute) else { return nil }
                pairs.append(pair)
            }
            texts.append(pairs.joined(separator: "+"))
        }
        return texts.joined(separator: ",")
    }

    private static func pair(_ attribute: DERValue) -> String? {
        guard let values = attribute.values(of: DERValue.sequence), values.count == 2,
            values[0].tag == DERValue.objectIdentifier
        else { return nil }
        guard let name = short[Array(values[0].content)] else {
            return "\(dotted(values[0].content))=\(encoded(values[1]))"
        }
        return "\(name)=\(string(values[1]).map(escaped) ?? encoded(values[1]))"
    }

    /// An identifier in numbers: `1.2.840.113549.1.9.1`.
    private static func dotted(_ bytes: ArraySlice<UInt8>) -> String {
        var numbers: [UInt64] = []
        var number: UInt64 = 0
        for byte in bytes {
            // What is too long for 64 bits is no identifier that anybody knows.
            number = number << 7 | UInt64(byte & 0x7F)
            guard byte < 0x80 else { continue }
            if numbers.isEmpty {
                let first = min(number / 40, 2)
                numbers = [first, number - 40 * first]
            } else {
                numbers.append(number)
            }
            number = 0
        }
        return numbers.map(String.init).joined(separator: ".")
    }

    /// `#` and the encoding in hexadecimal digits (2.4).
    private static func encoded(_ value: DERValue) -> String {
        var bytes = [value.tag]
        let count = value.content.count
        if count < 0x80 {
            bytes.append(UInt8(count))
        } else {
            let octets = (0..<4).reversed().map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }.drop { $0 == 0 }
            bytes.append(0x80 | UInt8(octets.count))
            bytes += octets
        }
        return "#" + Hexadecimal.text(bytes + value.content)
    }

    /// The text of a string of one of the kinds that names have; nil for another value, or bytes that are no text.
    private static func string(_ value: DERValue) -> String? {
        switch value.tag {
        case 0x0C, 0x13, 0x16, 0x12:  // UTF8String, PrintableString, IA5String, NumericString
            String(validating: value.content, as: UTF8.self)
        case 0x14:  // TeletexString, which in practice is Latin-1
            String(String.UnicodeScalarView(value.content.map { Unicode.Scalar($0) }))
        case 0x1E:  // BMPString
            value.content.count % 2 == 0
                ? String(validating: units(of: 2, value.content).map { UInt16($0) }, as: UTF16.self) : nil
        case 0x1C:  // UniversalString
            value.content.count % 4 == 0 ? String(validating: units(of: 4, value.content), as: UTF32.self) : nil
        default: nil
        }
    }

    private static func units(of width: Int, _ bytes: ArraySlice<UInt8>) -> [UInt32] {
        let bytes = Array(bytes)
        return stride(from: 0, to: bytes.count, by: width).map { start in
            bytes[start..<start + width].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    /// What has a meaning in the text is escaped, and so is what no header may hold.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        let last = text.unicodeScalars.count - 1
        for (index, scalar) in text.unicodeScalars.enumerated() {
            let isAtEdge = index == 0 && (scalar == " " || scalar == "#") || index == last && scalar == " "
            if isAtEdge || ["\"", "+", ",", ";", "<", ">", "\\"].contains(scalar) {
                escaped.unicodeScalars.append("\\")
                escaped.unicodeScalars.append(scalar)
            } else if scalar.value < 0x20 || scalar.value == 0x7F {
                escaped += "\\" + Hexadecimal.text([UInt8(scalar.value)])
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
