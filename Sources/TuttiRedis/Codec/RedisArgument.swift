package import NIOCore

/// A word of a command.
package enum RedisArgument: Sendable, Hashable, ExpressibleByStringLiteral {
    case text(String)
    case bytes([UInt8])
    case buffer(ByteBuffer)
    case integer(Int64)

    package init(stringLiteral text: String) {
        self = .text(text)
    }

    /// How many bytes it has, about.
    var byteCount: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .buffer(let buffer): buffer.readableBytes
        case .integer: 20
        }
    }

    /// Its bytes.
    var content: [UInt8] {
        switch self {
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        case .buffer(let buffer): Array(buffer.readableBytesView)
        case .integer(let value): Array(String(value).utf8)
        }
    }
}
