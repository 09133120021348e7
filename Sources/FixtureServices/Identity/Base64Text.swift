internal import Foundation

/// Bytes as text (RFC 4648), written with Foundation: what tests the gateway shares none of its code.
enum Base64Text {
    /// base64url without padding.
    static func url(_ bytes: [UInt8]) -> String {
        String(
            Data(bytes).base64EncodedString().compactMap { character in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }

    /// The bytes of base64url without padding; nil for what is none.
    static func bytes(url text: Substring) -> [UInt8]? {
        let plain = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        let padding = String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        return Data(base64Encoded: plain + padding).map { Array($0) }
    }

    /// The bytes of base64 with padding; nil for what is none.
    static func bytes(_ text: Substring) -> [UInt8]? { Data(base64Encoded: String(text)).map { Array($0) } }
}
