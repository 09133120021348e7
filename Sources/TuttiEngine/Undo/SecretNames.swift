internal import TuttiJSON

/// Names of headers, parameters and members that most often hold what nobody is to read in a log or a file.
package enum SecretNames {
    /// What stands in place of a secret.
    package static let replacement = "***"

    /// Parts of names, in lower case and without `-` and `_`.
    private static let parts = [
        "password", "passwd", "passphrase", "secret", "token", "authorization", "cookie", "apikey", "credential",
        "cardnumber",
        "privatekey", "accesskey", "signature", "session",
    ].map { Array($0.utf8) }

    /// Whole names.
    private static let names = Set(["pin", "cvc", "cvv", "pan", "otp", "iban", "ssn", "key", "pwd", "jwt", "dpop"])

    /// Whether what stands under a name is most likely a secret.
    package static func hold(_ name: String) -> Bool {
        let letters = name.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }.map { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }
        if names.contains(String(decoding: letters, as: UTF8.self)) { return true }
        return parts.contains { part in
            letters.count >= part.count
                && (0...(letters.count - part.count)).contains { letters[$0..<($0 + part.count)].elementsEqual(part) }
        }
    }

    /// A target whose parameters with such names have no value.
    package static func redacted(target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return target }
        let parameters = target[target.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
        let kept = parameters.map { parameter -> String in
            guard let equals = parameter.firstIndex(of: "="), hold(String(parameter[..<equals])) else {
                return String(parameter)
            }
            return "\(parameter[..<equals])=\(replacement)"
        }
        return "\(target[..<mark])?\(kept.joined(separator: "&"))"
    }

    /// A body of JSON whose members with such names have no value, cut off at `limit` bytes; another body is not shown.
    package static func redacted(body: [UInt8], limit: Int) -> String {
        guard !body.isEmpty else { return "" }
        guard let document = try? JSONDocument(parsing: body) else { return "\(body.count) bytes that are no JSON" }
        var writer = JSONWriter(reserving: 256)
        writer.write(redacted(.node(document.root), depth: 0))
        guard writer.bytes.count > limit else { return String(decoding: writer.bytes, as: UTF8.self) }
        var end = max(limit, 0)
        // Not within a character.
        while end > 0, writer.bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: writer.bytes[..<end], as: UTF8.self) + "…"
    }

    private static func redacted(_ value: JSONValue, depth: Int) -> JSONValue {
        guard depth < 64 else { return .string("…") }
        switch value.kind {
        case .object:
            return .object(
                JSONObject(
                    value.members.map { member in
                        (
                            name: member.name,
                            value: hold(member.name) ? .string(replacement) : redacted(member.value, depth: depth + 1)
                        )
                    }))
        case .array: return .array(value.elements.map { redacted($0, depth: depth + 1) })
        default: return value
        }
    }
}
