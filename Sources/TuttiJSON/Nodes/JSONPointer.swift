/// A place in a document as text (RFC 6901): `/items/0/price`.
package struct JSONPointer: Sendable, Equatable {
    /// The reference tokens, unescaped: member names and array indices from the root on.
    package let tokens: [String]

    /// A pointer of the given tokens.
    package init(tokens: [String]) {
        self.tokens = tokens
    }

    /// Reads a pointer.
    ///
    /// - Throws: `JSONPointerError` if it is not empty and doesn't begin with `/`, or a `~` is not `~0` or `~1`.
    package init(parsing text: String) throws(JSONPointerError) {
        let bytes = Array(text.utf8)
        var tokens: [String] = []
        var token: [UInt8] = []
        var index = 0
        if let first = bytes.first, first != UInt8(ascii: "/") {
            throw JSONPointerError(message: "a JSON Pointer that is not empty begins with /", offset: 0)
        }
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "/"):
                if index > 0 { tokens.append(String(decoding: token, as: UTF8.self)) }
                token.removeAll()
            case UInt8(ascii: "~"):
                let next = index + 1 < bytes.count ? bytes[index + 1] : 0
                guard next == UInt8(ascii: "0") || next == UInt8(ascii: "1") else {
                    throw JSONPointerError(message: "~ is written ~0 and / in a name ~1", offset: index)
                }
                token.append(next == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
                index += 1
            default:
                token.append(byte)
            }
            index += 1
        }
        if !bytes.isEmpty { tokens.append(String(decoding: token, as: UTF8.self)) }
        self.tokens = tokens
    }

    /// The pointer to a member or element of what this one points to.
    package func appending(_ token: String) -> JSONPointer {
        JSONPointer(tokens: tokens + [token])
    }

    /// The value that it points to; nil if there is none.
    ///
    /// `-`, the element past the last, is none.
    package func resolve(in value: JSONValue) -> JSONValue? {
        var value = value
        for token in tokens {
            let child: JSONValue?
            switch value.kind {
            case .object: child = value.member(token)
            case .array: child = Self.index(token).flatMap { value.element($0) }
            case .string, .number, .bool, .null: child = nil
            }
            guard let child else { return nil }
            value = child
        }
        return value
    }

    /// An array index: digits without a leading zero (section 4).
    private static func index(_ token: String) -> Int? {
        let digits = token.utf8
        guard digits.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        guard digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
        return Int(token)
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The pointer as text, with `~0` for `~` and `~1` for `/`.
    package var description: String {
        var text: [UInt8] = []
        for token in tokens {
            text.append(UInt8(ascii: "/"))
            for byte in token.utf8 {
                switch byte {
                case UInt8(ascii: "~"): text.append(contentsOf: "~0".utf8)
                case UInt8(ascii: "/"): text.append(contentsOf: "~1".utf8)
                default: text.append(byte)
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension JSONPointer: Hashable {
    /// Whether both point to the same place in any document: code points are compared (section 4).
    package static func == (left: JSONPointer, right: JSONPointer) -> Bool {
        left.tokens.elementsEqual(right.tokens, by: JSONText.equal)
    }

    /// Hashes the code points.
    package func hash(into hasher: inout Hasher) {
        for token in tokens { hasher.combine(Array(token.utf8)) }
    }
}
