package import NIOCore

/// A command as it is sent: a list of texts in bulk.
package struct RedisCommand: Sendable, ExpressibleByArrayLiteral {
    /// Its words, the name first.
    package let arguments: [RedisArgument]
    /// The place of the key, by which a cluster knows the node it is for; nil where any node will do.
    package let keyPlace: Int?

    /// A command of these words.
    ///
    /// - Parameters:
    ///   - arguments: the name first.
    ///   - keyPlace: the place of its key; nil for none.
    package init(_ arguments: [RedisArgument], keyPlace: Int? = 1) {
        self.arguments = arguments
        self.keyPlace = keyPlace
    }

    package init(arrayLiteral arguments: RedisArgument...) {
        self.init(arguments)
    }

    /// About how many bytes it takes on its way.
    var byteCount: Int { arguments.reduce(16) { $0 + $1.byteCount + 16 } }

    /// The key; nil where there is none.
    var key: RedisArgument? {
        keyPlace.flatMap { arguments.indices.contains($0) ? arguments[$0] : nil }
    }

    /// Writes it.
    package func write(into buffer: inout ByteBuffer) {
        buffer.writeString("*\(arguments.count)\r\n")
        for argument in arguments {
            switch argument {
            case .text(let text):
                buffer.writeString("$\(text.utf8.count)\r\n")
                buffer.writeString(text)
            case .bytes(let bytes):
                buffer.writeString("$\(bytes.count)\r\n")
                buffer.writeBytes(bytes)
            case .buffer(let bytes):
                buffer.writeString("$\(bytes.readableBytes)\r\n")
                buffer.writeImmutableBuffer(bytes)
            case .integer(let value):
                let text = String(value)
                buffer.writeString("$\(text.utf8.count)\r\n")
                buffer.writeString(text)
            }
            buffer.writeString("\r\n")
        }
    }
}
