/// A form that the gateway sends, `application/x-www-form-urlencoded` (RFC 6749, appendix B).
package struct RequestForm: Sendable {
    /// The form as it is sent: `a=1&b=x+y`.
    package private(set) var bytes: [UInt8] = []
    /// The values that are in nothing which is printed.
    package private(set) var secrets: [Secret] = []

    /// A form without fields.
    package init() {}

    /// Adds a field.
    package mutating func append(_ name: String, _ value: String) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
        bytes += Self.encoded(name).utf8
        bytes.append(UInt8(ascii: "="))
        bytes += Self.encoded(value).utf8
    }

    /// Adds a field whose value is a secret.
    package mutating func append(_ name: String, _ value: Secret) {
        append(name, value.text)
        secrets.append(value)
    }

    /// A name or a value as a form has it: `a b/ü` is `a+b%2F%C3%BC`.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "*"):
                bytes.append(byte)
            case UInt8(ascii: " "): bytes.append(UInt8(ascii: "+"))
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
