package import NIOCore

/// A body in chunks (RFC 9112, 7.1), up to its last chunk; the trailers are for whoever reads the message.
package struct ChunkedBody {
    private enum Place {
        /// The line with the size of a chunk.
        case size
        /// So many bytes of a chunk are missing.
        case data(Int)
        /// The line end behind the data.
        case dataEnd
    }

    /// The most bytes of a line with the size of a chunk, and its extensions.
    package static let mostOfLine = 4 << 10
    /// The most bytes of all these lines, without the first sixteen of each.
    package static let mostOfLines = 64 << 10

    private let allowsSpace: Bool
    private var place = Place.size
    private var lines = 0

    /// Whether the last chunk has come.
    package private(set) var isOver = false

    /// A body that begins now; `allowsSpace` where old senders' white space behind a size is taken.
    package init(allowsSpace: Bool) {
        self.allowsSpace = allowsSpace
    }

    /// The data of the chunks that have arrived, in one buffer: a read may bring thousands of chunks of one byte each.
    ///
    /// - Parameters:
    ///   - bytes: what has arrived.
    ///   - most: how many chunks are taken at most; counted down.
    /// - Returns: nil when there is no data.
    /// - Throws: what is wrong with the chunks.
    package mutating func take(
        from bytes: inout MessageBytes, atMost most: inout Int
    ) throws(MessageDefect) -> ByteBuffer? {
        var taken: ByteBuffer?
        while !isOver {
            switch place {
            case .size:
                guard most > 0 else { return taken }
                guard let size = try takeSize(&bytes) else { return taken }
                most -= 1
                if size > 0 { place = .data(size) } else { isOver = true }
            case .data(let missing):
                guard let data = bytes.takeBytes(missing) else { return taken }
                place = data.readableBytes == missing ? .dataEnd : .data(missing - data.readableBytes)
                if taken?.writeImmutableBuffer(data) == nil { taken = data }
            case .dataEnd:
                guard try bytes.takeLineEnd() else { return taken }
                place = .size
            }
        }
        return taken
    }

    private mutating func takeSize(_ bytes: inout MessageBytes) throws(MessageDefect) -> Int? {
        bytes.beginSection(atMost: Self.mostOfLine)
        let line: ByteBuffer
        do throws(MessageDefect) {
            guard let taken = try bytes.takeLine() else { return nil }
            line = taken
        } catch {
            throw error == .tooLong ? .chunkExtensions : error
        }
        guard !line.readableBytesView.contains(UInt8(ascii: "\r")) else { throw .lineEnd }
        lines += max(0, line.readableBytes - 16)
        guard lines <= Self.mostOfLines else { throw .chunkExtensions }
        return try size(line)
    }

    /// `1a2b;extension`: extensions mean nothing (RFC 9112, 7.1.1).
    private func size(_ line: ByteBuffer) throws(MessageDefect) -> Int {
        let line = line.readableBytesUInt8Span
        var size = 0
        var index = 0
        while index < line.count, let digit = Self.digit(line[index]) {
            guard size <= Int.max >> 8 else { throw .chunk }
            size = size << 4 | digit
            index += 1
        }
        guard index > 0 else { throw .chunk }
        while allowsSpace, index < line.count, line[index] == 0x20 || line[index] == 0x09 { index += 1 }
        guard index == line.count || line[index] == UInt8(ascii: ";") else { throw .chunk }
        return size
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x37
        case 0x61...0x66: Int(byte) - 0x57
        default: nil
        }
    }
}
