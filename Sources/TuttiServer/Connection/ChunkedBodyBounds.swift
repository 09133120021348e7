internal import NIOCore
internal import TuttiJSON

/// Follows a client's body in chunks (RFC 9112, 7.1) to its end, and bounds the sizes, extensions and trailers around its bytes.
///
/// NIO's decoder takes the chunks apart, but skips extensions of any length, and any number of zeros in front of a size. This
/// goes by the decoder's grammar, which is laxer than that of `ChunkedBodyDecoder` for responses, and stops where it can't follow.
struct ChunkedBodyBounds {
    /// The most bytes of a chunk's first line, its size and extensions.
    static let mostOfLine = 4 << 10
    /// The most chunks that are decoded before others get their turn.
    static let mostPerTurn = 256
    /// The most bytes of all first lines together, without the first sixteen of each.
    static let mostOfLines = 64 << 10

    private enum Place {
        /// The digits of a size.
        case size
        /// What follows them in the line.
        case rest
        case data(Int)
        /// The line end behind the data.
        case dataEnd
        case trailers
        case end
    }

    /// Whether the last ``take(_:)`` ended because that was enough for a turn.
    private(set) var isEnoughForATurn = false

    private let mostOfTrailers: Int
    private var place = Place.size
    private var size = 0
    private var digits = 0
    private var line = 0
    private var lines = 0
    private var trailers = 0

    /// A body that begins now, with at most so many bytes of trailers.
    init(mostOfTrailers: Int) {
        self.mostOfTrailers = mostOfTrailers
    }

    /// Follows bytes up to the end of the body, or as many as are enough for a turn; returns how many they are.
    mutating func take(_ bytes: ByteBufferView) throws(Refusal) -> Int {
        var index = bytes.startIndex
        var left = Self.mostPerTurn
        isEnoughForATurn = false
        while index < bytes.endIndex {
            if case .data(let missing) = place {
                let count = min(missing, bytes.endIndex - index)
                index += count
                place = count == missing ? .dataEnd : .data(missing - count)
                left -= 1
                isEnoughForATurn = left == 0
                if isEnoughForATurn { break }
                continue
            }
            try take(bytes[index])
            index += 1
            if case .end = place { break }
        }
        return index - bytes.startIndex
    }

    private mutating func take(_ byte: UInt8) throws(Refusal) {
        switch place {
        case .size:
            guard let digit = HexDigit.value(of: byte) else {
                guard digits > 0 else { throw Self.malformed }
                place = .rest
                return try take(byte)
            }
            guard size <= Int.max >> 8 else { throw Self.malformed }
            size = size << 4 | Int(digit)
            digits += 1
            try countOfLine()
        case .rest:
            try countOfLine()
            guard byte == UInt8(ascii: "\n") else { return }
            place = size == 0 ? .trailers : .data(size)
            lines += max(0, line - 16)
            guard lines <= Self.mostOfLines else { throw Self.tooMuch }
            (size, digits, line) = (0, 0, 0)
        case .dataEnd:
            if byte == UInt8(ascii: "\n") { place = .size } else if byte != UInt8(ascii: "\r") { throw Self.malformed }
        case .trailers:
            trailers += 1
            guard trailers <= mostOfTrailers else {
                throw Refusal(
                    431, "Headers too large", "The trailers of a request may have \(mostOfTrailers) bytes.",
                    closes: true)
            }
            if byte == UInt8(ascii: "\n") {
                if line == 0 { place = .end }
                line = 0
            } else if byte != UInt8(ascii: "\r") {
                line += 1
            }
        // The decoder sees no end of the body where this has seen one.
        case .data, .end: throw Self.malformed
        }
    }

    private mutating func countOfLine() throws(Refusal) {
        line += 1
        guard line <= Self.mostOfLine else { throw Self.tooMuch }
    }

    private static var malformed: Refusal { .malformed("A chunk of the body has a malformed size.") }

    private static var tooMuch: Refusal {
        .malformed(
            "The chunk extensions of a request may have \(mostOfLine) bytes a chunk and \(mostOfLines) bytes in all.")
    }
}
