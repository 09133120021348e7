internal import CJSONScan

/// Comparing text as JSON means it: code point by code point.
///
/// Swift's `==` holds "é" as one scalar and as two to be equal; to JSON (RFC 8259, section 8.3) they are not.
enum JSONText {
    /// Whether both strings have the same code points.
    static func equal(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return with(left) { a in with(right) { equal(a, $0) } }
    }

    /// Whether both runs of bytes are the same.
    @inline(__always)
    static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        guard let a = left.baseAddress, let b = right.baseAddress else { return true }
        return tutti_json_equal(a, b, left.count)
    }

    /// Calls `body` with a string's UTF-8; a native string is not copied.
    @inline(__always)
    static func with<R>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        var text = text
        return try text.withUTF8(body)
    }

    /// A string as a key of a dictionary, by its code points.
    struct Key: Hashable {
        let text: String

        static func == (left: Key, right: Key) -> Bool {
            JSONText.equal(left.text, right.text)
        }

        func hash(into hasher: inout Hasher) {
            JSONText.with(text) { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}
