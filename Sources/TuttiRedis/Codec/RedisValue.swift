package import NIOCore

/// A reply of Redis, or a part of one, in RESP2 or RESP3.
package enum RedisValue: Sendable, Equatable {
    /// Nothing: of whatever kind RESP2 says it.
    case null
    /// A text or bytes, simple, in bulk, verbatim without its kind, or a big number.
    case bytes(ByteBuffer)
    /// A whole number.
    case integer(Int64)
    /// A number with a fraction.
    case double(Double)
    /// Yes or no.
    case bool(Bool)
    /// A list or a set.
    case array([RedisValue])
    /// Keys and values in turn.
    case map([RedisValue])
    /// What was not asked for, such as the news that a key has changed.
    case push([RedisValue])
    /// The command failed, or a part of it.
    case error(RedisError)

    /// The text; nil for another kind.
    package var text: String? {
        guard case .bytes(let bytes) = self else { return nil }
        return String(buffer: bytes)
    }

    /// The whole number, which RESP2 may say as text; nil for another kind.
    package var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .bytes(let bytes) where bytes.readableBytes <= 20: Int64(String(buffer: bytes))
        default: nil
        }
    }

    /// The elements of a list, or the keys and values of a map; nil for another kind.
    package var elements: [RedisValue]? {
        switch self {
        case .array(let elements), .map(let elements), .push(let elements): elements
        default: nil
        }
    }
}
