internal import TuttiCrypto
internal import TuttiJSON

/// The SHA-256 of a public key's members that make it what it is, in the order of their names (RFC 7638, 3).
enum KeyThumbprint {
    /// Of a key that could be read: so each member is base64url, or a word of JOSE, and needs no escapes; nil for another one.
    static func bytes(of key: JSONNode, _ crypto: Crypto) -> [UInt8]? {
        let names: [String]
        switch key.member("kty")?.string {
        case "RSA"?: names = ["e", "kty", "n"]
        case "EC"?: names = ["crv", "kty", "x", "y"]
        case "OKP"?: names = ["crv", "kty", "x"]
        default: return nil
        }
        var text = ""
        for name in names {
            guard let value = key.member(name)?.string, value.utf8.allSatisfy(isPlain) else { return nil }
            text += (text.isEmpty ? "{" : ",") + "\"\(name)\":\"\(value)\""
        }
        text += "}"
        return crypto.sha256(text.utf8.span).bytes
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
