package import NIOCore

/// Takes the replies of a connection apart, RESP2 and RESP3, however the bytes come in pieces.
///
/// Everything is bounded, because the other side may be anything: lines, texts, elements, depth and the whole reply. Lists are read with a
/// stack of our own, so that no reply has the thread's stack grow.
package struct RedisReader: Sendable {
    /// What a reply may be at most.
    package struct Bounds: Sendable {
        /// The bytes of a line.
        package var line = 16 << 10
        /// The bytes of a text in bulk.
        package var text = 16 << 20
        /// The bytes of a whole reply.
        package var reply = 32 << 20
        /// The elements of a whole reply.
        package var elements = 1 << 18
        /// Lists in lists.
        package var depth = 16

        /// The bounds that hold.
        package init() {}
    }

    private enum List {
        case array, map, push, attribute
    }

    /// A list that is being read.
    private struct Frame {
        let list: List
        var left: Int
        var items: [RedisValue] = []
    }

    /// What one step has read.
    private enum Step {
        case value(RedisValue)
        case opened
    }

    /// A text in bulk whose length is known.
    private enum Bulk {
        case text, verbatim, error
    }

    private let bounds: Bounds
    private var buffer = ByteBuffer()
    private var frames: [Frame] = []
    private var bulk: (kind: Bulk, length: Int)?
    /// How much of what is unread has no line feed.
    private var scanned = 0
    private var bytes = 0
    private var elements = 0

    /// A reader at the beginning of a connection.
    package init(bounds: Bounds = Bounds()) {
        self.bounds = bounds
    }

    /// Bytes have come.
    package mutating func received(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            if buffer.readerIndex > 64 << 10 { buffer.discardReadBytes() }
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next reply; nil when more bytes are needed.
    ///
    /// - Throws: what is wrong; nothing is to be read any more then.
    package mutating func next() throws(RedisDefect) -> RedisValue? {
        while let step = try step() {
            guard case .value(let value) = step else { continue }
            if let reply = try closed(with: value) {
                (bytes, elements) = (0, 0)
                return reply
            }
        }
        return nil
    }

    /// Puts a value into the list that it belongs to, and that one into its own where it was the last; the reply when all is there.
    private mutating func closed(with value: RedisValue) throws(RedisDefect) -> RedisValue? {
        var value = value
        while var frame = frames.popLast() {
            frame.items.append(value)
            frame.left -= 1
            guard frame.left == 0 else {
                frames.append(frame)
                return nil
            }
            switch frame.list {
            case .array: value = .array(frame.items)
            case .map: value = .map(frame.items)
            case .push: value = .push(frame.items)
            // It says something of what follows, which nobody here asks for.
            case .attribute: return nil
            }
        }
        return value
    }

    /// Reads a line, or a text in bulk.
    private mutating func step() throws(RedisDefect) -> Step? {
        if let bulk { return try readBulk(bulk.kind, bulk.length) }
        guard let line = try readLine() else { return nil }
        elements += 1
        guard elements <= bounds.elements else { throw .manyElements }
        guard let kind = line.getInteger(at: line.readerIndex, as: UInt8.self) else { throw .unknownKind }
        var text = line
        text.moveReaderIndex(forwardBy: 1)
        switch kind {
        case UInt8(ascii: "+"), UInt8(ascii: "("): return .value(.bytes(text))
        case UInt8(ascii: "-"): return .value(.error(RedisError(String(buffer: text))))
        case UInt8(ascii: ":"): return .value(.integer(try Self.integer(text)))
        case UInt8(ascii: "_"):
            guard text.readableBytes == 0 else { throw .badNumber }
            return .value(.null)
        case UInt8(ascii: "#"):
            switch String(buffer: text) {
            case "t": return .value(.bool(true))
            case "f": return .value(.bool(false))
            default: throw .badNumber
            }
        case UInt8(ascii: ","):
            guard text.readableBytes <= 64, let value = Double(String(buffer: text)) else { throw .badNumber }
            return .value(.double(value))
        case UInt8(ascii: "$"): return try beginBulk(.text, text)
        case UInt8(ascii: "="): return try beginBulk(.verbatim, text)
        case UInt8(ascii: "!"): return try beginBulk(.error, text)
        case UInt8(ascii: "*"), UInt8(ascii: "~"): return try begin(.array, text)
        case UInt8(ascii: "%"): return try begin(.map, text)
        case UInt8(ascii: ">"): return try begin(.push, text)
        case UInt8(ascii: "|"): return try begin(.attribute, text)
        default: throw .unknownKind
        }
    }

    private mutating func begin(_ list: List, _ text: ByteBuffer) throws(RedisDefect) -> Step {
        let count = try Self.integer(text)
        if count == -1, list == .array { return .value(.null) }
        guard count >= 0 else { throw .badNumber }
        let parts = list == .map || list == .attribute ? 2 : 1
        guard count <= Int64(bounds.elements / parts) else { throw .manyElements }
        if list == .push || list == .attribute, frames.contains(where: { $0.list == .push }) { throw .misplaced }
        if list == .push, !frames.isEmpty { throw .misplaced }
        let left = Int(count) * parts
        guard left > 0 else {
            switch list {
            case .array: return .value(.array([]))
            case .map: return .value(.map([]))
            case .push: return .value(.push([]))
            case .attribute: return .opened
            }
        }
        guard frames.count < bounds.depth else { throw .deep }
        var frame = Frame(list: list, left: left)
        frame.items.reserveCapacity(min(left, 64))
        frames.append(frame)
        return .opened
    }

    private mutating func beginBulk(_ kind: Bulk, _ text: ByteBuffer) throws(RedisDefect) -> Step? {
        let length = try Self.integer(text)
        if length == -1, kind == .text { return .value(.null) }
        guard length >= 0 else { throw .badNumber }
        guard length <= Int64(bounds.text) else { throw .longText }
        try count(Int(length))
        bulk = (kind, Int(length))
        return try readBulk(kind, Int(length))
    }

    private mutating func readBulk(_ kind: Bulk, _ length: Int) throws(RedisDefect) -> Step? {
        guard buffer.readableBytes >= length + 2, let text = buffer.readSlice(length: length) else { return nil }
        guard buffer.readInteger(as: UInt16.self) == 0x0D0A else { throw .badEnd }
        bulk = nil
        switch kind {
        case .text: return .value(.bytes(text))
        case .error: return .value(.error(RedisError(String(buffer: text))))
        case .verbatim:
            // `txt:` and the like come first.
            guard length >= 4, let content = text.getSlice(at: text.readerIndex + 4, length: length - 4) else {
                throw .badNumber
            }
            return .value(.bytes(content))
        }
    }

    /// A line without its end; nil when it has not come to its end.
    private mutating func readLine() throws(RedisDefect) -> ByteBuffer? {
        let view = buffer.readableBytesView
        guard let end = view.dropFirst(scanned).firstIndex(of: 0x0A) else {
            scanned = view.count
            guard scanned <= bounds.line else { throw .longLine }
            return nil
        }
        scanned = 0
        let length = end - view.startIndex
        guard length <= bounds.line else { throw .longLine }
        guard length > 0, view[end - 1] == 0x0D, let line = buffer.readSlice(length: length - 1) else { throw .badEnd }
        buffer.moveReaderIndex(forwardBy: 2)
        try count(length + 1)
        return line
    }

    private mutating func count(_ more: Int) throws(RedisDefect) {
        bytes += more
        guard bytes <= bounds.reply else { throw .longReply }
    }

    private static func integer(_ text: ByteBuffer) throws(RedisDefect) -> Int64 {
        guard (1...20).contains(text.readableBytes), let value = Int64(String(buffer: text)) else { throw .badNumber }
        return value
    }
}
