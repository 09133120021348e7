/// A member name that is encoded once and then searched for in many objects.
package struct JSONName: Sendable, ExpressibleByStringLiteral {
    /// The name.
    package let text: String

    /// The name in UTF-8, without quotes or escapes.
    package let utf8: [UInt8]

    /// A name of the given text.
    package init(_ name: String) {
        text = name
        utf8 = Array(name.utf8)
    }

    /// A name written in the source.
    package init(stringLiteral value: String) {
        self.init(value)
    }
}

extension JSONName: CustomStringConvertible {
    /// The name.
    package var description: String { text }
}

extension JSONName: Hashable {
    /// Whether both have the same code points.
    package static func == (left: JSONName, right: JSONName) -> Bool {
        left.utf8 == right.utf8
    }

    /// Hashes the code points.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(utf8)
    }
}
