internal import Foundation

/// JSON as bytes: cut into pieces without decoding, so that numbers keep their digits and members their order.
enum JSONText {
    /// Checks that `bytes` are one JSON value and drops the white space outside strings; nil when they are not JSON.
    static func minified(_ bytes: [UInt8]) -> [UInt8]? {
        guard (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil else {
            return nil
        }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var inString = false
        var escaped = false
        for byte in bytes {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
                out.append(byte)
            } else if byte == UInt8(ascii: "\"") {
                inString = true
                out.append(byte)
            } else if byte != 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D {
                out.append(byte)
            }
        }
        return out
    }

    /// The elements of a minified array; nil for anything else.
    static func elements(of array: [UInt8]) -> [[UInt8]]? {
        guard array.first == UInt8(ascii: "["), array.last == UInt8(ascii: "]") else { return nil }
        return parts(of: array[1..<(array.count - 1)], at: UInt8(ascii: ","))
    }

    /// The members of a minified object in their order, names without quotes and not unescaped; nil for anything else.
    static func members(of object: [UInt8]) -> [(name: String, value: [UInt8])]? {
        guard object.first == UInt8(ascii: "{"), object.last == UInt8(ascii: "}") else { return nil }
        return parts(of: object[1..<(object.count - 1)], at: UInt8(ascii: ",")).compactMap { member in
            let pair = parts(of: member[...], at: UInt8(ascii: ":"))
            guard let name = pair.first, let value = pair.last, pair.count == 2 else { return nil }
            return (String(decoding: name.dropFirst().dropLast(), as: UTF8.self), value)
        }
    }

    /// `["a","b"]` from the pieces.
    static func array(_ elements: some Sequence<[UInt8]>) -> [UInt8] {
        var out: [UInt8] = [UInt8(ascii: "[")]
        for (index, element) in elements.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            out += element
        }
        out.append(UInt8(ascii: "]"))
        return out
    }

    /// Text as a JSON string, quotes included.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    /// Cuts at each `separator` that stands outside strings and brackets; nothing gives no parts.
    private static func parts(of bytes: ArraySlice<UInt8>, at separator: UInt8) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var current: [UInt8] = []
        var depth = 0
        var inString = false
        var escaped = false
        for byte in bytes {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == 0x5C {
                    escaped = true
                } else if byte == 0x22 {
                    inString = false
                }
            } else {
                switch byte {
                case 0x22: inString = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                case separator where depth == 0:
                    parts.append(current)
                    current = []
                    continue
                default: break
                }
            }
            current.append(byte)
        }
        return bytes.isEmpty ? [] : parts + [current]
    }
}
