internal import Glibc
package import HTTPTypes
package import NIOCore

/// What has arrived of messages of HTTP/1.1 (RFC 9112), of which lines, headers and bytes are taken, strictly and within bounds.
///
/// It never holds more than what it was fed and nobody has taken. After a defect it is of no use any more.
package struct MessageBytes {
    private static let cr = UInt8(ascii: "\r")
    private static let lf = UInt8(ascii: "\n")

    private(set) var rest = ByteBuffer()
    /// How many bytes of `rest` are known to have no LF.
    private var scanned = 0
    /// How many bytes the lines of this section may still have.
    private var room = 0

    /// Nothing.
    package init() {}

    /// How many bytes nobody has taken.
    package var count: Int { rest.readableBytes }

    /// The first byte that nobody has taken; nil when there is none.
    package var first: UInt8? { rest.getInteger(at: rest.readerIndex) }

    /// Takes what has arrived.
    package mutating func feed(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        if rest.readableBytes == 0 {
            rest = bytes
            scanned = 0
        } else {
            // What was read stays in a buffer until this is said: lines that end in the next read would fill the memory.
            rest.discardReadBytes()
            rest.writeImmutableBuffer(bytes)
        }
    }

    /// Lets go of a large read of which all was taken: a connection that waits keeps nothing of it.
    package mutating func releaseIfEmpty() {
        guard rest.readableBytes == 0 else { return }
        rest = ByteBuffer()
        scanned = 0
    }

    /// What there is, up to so many bytes; nil when there is nothing.
    package mutating func takeBytes(_ most: Int) -> ByteBuffer? {
        let count = min(most, rest.readableBytes)
        guard count > 0 else { return nil }
        scanned = 0
        return rest.readSlice(length: count)
    }

    /// Passes over empty lines, which may come in front of a request (RFC 9112, 2.2).
    package mutating func skipLineEnds() {
        guard let first, first == Self.cr || first == Self.lf else { return }
        let count = rest.readableBytesView.prefix { $0 == Self.cr || $0 == Self.lf }.count
        rest.moveReaderIndex(forwardBy: count)
        scanned = 0
    }

    /// Takes the CR LF behind the data of a chunk; false when it is not there yet.
    mutating func takeLineEnd() throws(MessageDefect) -> Bool {
        guard let first else { return false }
        guard first == Self.cr else { throw .chunk }
        guard rest.readableBytes > 1 else { return false }
        guard rest.getInteger(at: rest.readerIndex + 1) == Self.lf else { throw .chunk }
        rest.moveReaderIndex(forwardBy: 2)
        return true
    }
}

/// Lines.
extension MessageBytes {
    /// The lines that follow may have so many bytes, line ends included.
    package mutating func beginSection(atMost bytes: Int) {
        room = bytes
    }

    /// How many bytes the section may still have.
    package var roomOfSection: Int { room }

    /// The next line, without its end; nil when it is not complete.
    ///
    /// It may have a CR within, which belongs nowhere.
    package mutating func takeLine() throws(MessageDefect) -> ByteBuffer? {
        guard let length = try lengthOfLine(), let line = rest.readSlice(length: length) else { return nil }
        rest.moveReaderIndex(forwardBy: 2)
        return line
    }

    /// Takes the headers that have arrived, or the trailers.
    ///
    /// - Parameters:
    ///   - fields: those of this section so far.
    ///   - most: how many they may become.
    /// - Returns: whether the empty line was taken that ends them.
    /// - Throws: what is wrong with them.
    package mutating func takeHeaders(
        into fields: inout [HTTPField], atMost most: Int
    ) throws(MessageDefect) -> Bool {
        if fields.isEmpty { fields.reserveCapacity(10) }
        while let length = try lengthOfLine() {
            guard length > 0 else {
                rest.moveReaderIndex(forwardBy: 2)
                return true
            }
            guard fields.count < most else { throw .tooManyHeaders }
            guard let field = field(of: length) else { throw .header }
            fields.append(field)
            rest.moveReaderIndex(forwardBy: length + 2)
        }
        return false
    }

    /// How many bytes the next line has without its end; nil when it is not complete.
    private mutating func lengthOfLine() throws(MessageDefect) -> Int? {
        guard let end = endOfLine() else {
            scanned = rest.readableBytes
            guard scanned <= room else { throw .tooLong }
            return nil
        }
        guard end < room else { throw .tooLong }
        guard end > 0, rest.readableBytesUInt8Span[end - 1] == Self.cr else { throw .lineEnd }
        room -= end + 1
        scanned = 0
        return end - 1
    }

    /// How many bytes come before the next LF; nil when there is none.
    private func endOfLine() -> Int? {
        rest.withUnsafeReadableBytes { bytes in
            guard scanned < bytes.count, let base = bytes.baseAddress else { return nil }
            let found = memchr(base + scanned, CInt(Self.lf), bytes.count - scanned)
            return found.map { Int(bitPattern: $0) - Int(bitPattern: base) }
        }
    }

    /// `Name: value`, of so many bytes.
    private func field(of length: Int) -> HTTPField? {
        let line = rest.readableBytesUInt8Span.extracting(..<length)
        var colon = 0
        while colon < length, line[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon < length, let name = name(of: colon) else { return nil }
        var (start, end) = (colon + 1, length)
        while start < end, Self.isSpace(line[start]) { start += 1 }
        while start < end, Self.isSpace(line[end - 1]) { end -= 1 }
        guard let isASCII = isASCII(start..<end) else { return nil }
        if isASCII {
            return rest.getString(at: rest.readerIndex + start, length: end - start).map {
                HTTPField(name: name, value: $0)
            }
        }
        return HTTPField(name: name, value: rest.readableBytesView.dropFirst(start).prefix(end - start))
    }

    /// Whether bytes of a value are of ASCII alone; nil if one is a control character (RFC 9110, 5.5).
    ///
    /// Without a branch, so that the compiler takes many bytes at once.
    private func isASCII(_ range: Range<Int>) -> Bool? {
        rest.withUnsafeReadableBytes { bytes in
            var (all, control) = (UInt8(0), UInt8(0))
            for byte in bytes[range] {
                all |= byte
                control |= (byte < 0x20 ? 1 : 0) & (byte != 0x09 ? 1 : 0) | (byte == 0x7F ? 1 : 0)
            }
            return control == 0 ? all < 0x80 : nil
        }
    }

    private func name(of length: Int) -> HTTPField.Name? {
        CommonHeaderNames.name(rest.readableBytesUInt8Span.extracting(..<length))
            ?? rest.getString(at: rest.readerIndex, length: length).flatMap { HTTPField.Name($0) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
