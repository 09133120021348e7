internal import Glibc

/// Takes the chunks of a service's response apart (RFC 9112, 7.1), strictly and within bounds.
///
/// libcurl does that too, to find the end, but bounds neither extensions, which it skips, nor the calls it makes for chunks of
/// one byte. Its grammar is laxer: it finds the same end in everything that passes here.
struct ChunkedBodyDecoder {
    /// What is wrong.
    enum Defect: Equatable {
        /// A size that is no number in hexadecimal digits, or one of more than 16.
        case size
        /// A line or the data of a chunk that does not end with CR LF where it must.
        case lineEnd
        /// A trailer that is no header.
        case trailer
        /// Extensions of one chunk, or of all, over so many bytes.
        case extensionBytes(limit: Int)
        case trailerBytes(limit: Int)
        case trailerFields(limit: Int)

        /// In words that go on from "… answered in chunks".
        var explanation: String {
            switch self {
            case .size: "one of which has no size that could be read"
            case .lineEnd: "that don't end where they say"
            case .trailer: "and a trailer that is no field"
            case .extensionBytes(let limit): "with extensions of over \(limit) bytes"
            case .trailerBytes(let limit): "and a trailer of over \(limit) bytes"
            case .trailerFields(let limit): "and over \(limit) trailer fields"
            }
        }
    }

    /// What comes next in a piece of the message.
    enum Step {
        /// Bytes of the body.
        case data(UnsafeRawBufferPointer)
        /// The piece is used up.
        case more
        /// The message has ended; what is left of the piece doesn't belong to it.
        case end
        /// The chunks that have begun hold more than the body may have.
        case tooLong
        case defect(Defect)
    }

    /// The most bytes of extensions of one chunk, and of a whole message.
    static let mostExtensionBytes = (chunk: 4 << 10, message: 64 << 10)
    /// The most bytes of one trailer; libcurl, which looks through them as well, has no more room.
    static let mostTrailerBytes = 4_000

    private enum State {
        case size, afterSize, sizeLF, data, dataCR, dataLF, trailerStart, trailer, trailerLF, lastLF, end
    }

    private var state = State.size
    /// Digits of the size that have come.
    private var digits = 0
    /// The size as far as it has come; then what is left of the chunk's data.
    private var left = 0
    /// How many bytes of data further chunks may have.
    private var room: Int
    private var isExtension = false
    private var extensionBytes = (chunk: 0, message: 0)
    private var trailerLine = (bytes: 0, hasColon: false)
    private var trailers: (bytes: Int, headers: Int)
    private let trailerLimits: (bytes: Int, headers: Int)

    /// A message that carries at most so many bytes, and whose trailers have what the header section has left of its bounds.
    init(limit: Int, trailerBytes: Int, trailerFields: Int) {
        // So that no size of a chunk overflows, whatever the bound.
        room = min(limit, Int.max >> 8)
        trailers = (max(trailerBytes, 0), max(trailerFields, 0))
        trailerLimits = trailers
    }

    /// Whether the message has ended.
    var isAtEnd: Bool { state == .end }

    /// Takes the next step; `piece` is left at what follows.
    mutating func next(_ piece: inout UnsafeRawBufferPointer) -> Step {
        while let byte = piece.first {
            switch state {
            case .size:
                guard let digit = Self.digit(byte) else {
                    guard digits > 0 else { return .defect(.size) }
                    state = .afterSize
                    continue
                }
                digits += 1
                guard digits <= 16 else { return .defect(.size) }
                // Once it's over the bound it's no use to add to it.
                guard left <= room >> 4 + 1 else { return .tooLong }
                left = left << 4 | digit
                Self.advance(&piece)
            case .afterSize:
                if let defect = takeExtension(&piece) { return .defect(defect) }
            case .sizeLF:
                guard byte == Self.lf else { return .defect(.lineEnd) }
                Self.advance(&piece)
                guard left <= room else { return .tooLong }
                room -= left
                state = left == 0 ? .trailerStart : .data
            case .data:
                let count = min(left, piece.count)
                let data = UnsafeRawBufferPointer(rebasing: piece[..<count])
                Self.advance(&piece, by: count)
                left -= count
                if left == 0 { state = .dataCR }
                return .data(data)
            case .dataCR:
                guard byte == Self.cr else { return .defect(.lineEnd) }
                Self.advance(&piece)
                state = .dataLF
            case .dataLF:
                guard byte == Self.lf else { return .defect(.lineEnd) }
                Self.advance(&piece)
                (state, digits, isExtension, extensionBytes.chunk) = (.size, 0, false, 0)
            case .trailerStart:
                if byte == Self.cr {
                    Self.advance(&piece)
                    state = .lastLF
                    continue
                }
                guard byte > 0x20, byte != UInt8(ascii: ":") else { return .defect(.trailer) }
                guard trailers.headers > 0 else { return .defect(.trailerFields(limit: trailerLimits.headers)) }
                trailers.headers -= 1
                trailerLine = (0, false)
                state = .trailer
            case .trailer:
                if let defect = takeTrailer(&piece) { return .defect(defect) }
            case .trailerLF:
                guard byte == Self.lf, trailerLine.hasColon else { return .defect(.trailer) }
                Self.advance(&piece)
                state = .trailerStart
            case .lastLF:
                guard byte == Self.lf else { return .defect(.lineEnd) }
                Self.advance(&piece)
                state = .end
            case .end:
                return .end
            }
        }
        return state == .end ? .end : .more
    }

    /// What stands between a size and its CR: white space, then perhaps extensions, whose meaning nobody knows (RFC 9112, 7.1.1).
    private mutating func takeExtension(_ piece: inout UnsafeRawBufferPointer) -> Defect? {
        let line = Self.upToCR(piece)
        if !isExtension, let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }) {
            guard first == UInt8(ascii: ";") else { return first == Self.lf ? .lineEnd : .size }
            isExtension = true
        }
        extensionBytes.chunk += line.count
        extensionBytes.message += line.count
        let most = Self.mostExtensionBytes
        if extensionBytes.chunk > most.chunk { return .extensionBytes(limit: most.chunk) }
        if extensionBytes.message > most.message { return .extensionBytes(limit: most.message) }
        // Some take a LF alone for the end of the line.
        if Self.has(Self.lf, line) { return .lineEnd }
        if line.count < piece.count { state = .sizeLF }
        Self.advance(&piece, by: min(line.count + 1, piece.count))
        return nil
    }

    private mutating func takeTrailer(_ piece: inout UnsafeRawBufferPointer) -> Defect? {
        let line = Self.upToCR(piece)
        trailerLine.bytes += line.count
        guard trailerLine.bytes <= Self.mostTrailerBytes else {
            return .trailerBytes(limit: Self.mostTrailerBytes)
        }
        guard line.count <= trailers.bytes else { return .trailerBytes(limit: trailerLimits.bytes) }
        trailers.bytes -= line.count
        if Self.has(Self.lf, line) { return .trailer }
        if Self.has(UInt8(ascii: ":"), line) { trailerLine.hasColon = true }
        if line.count < piece.count { state = .trailerLF }
        Self.advance(&piece, by: min(line.count + 1, piece.count))
        return nil
    }

    private static let cr = UInt8(ascii: "\r")
    private static let lf = UInt8(ascii: "\n")

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x37
        case 0x61...0x66: Int(byte) - 0x57
        default: nil
        }
    }

    @inline(__always)
    private static func advance(_ piece: inout UnsafeRawBufferPointer, by count: Int = 1) {
        piece = UnsafeRawBufferPointer(rebasing: piece[count...])
    }

    private static func upToCR(_ piece: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let base = piece.baseAddress, let found = memchr(base, Int32(cr), piece.count) else { return piece }
        return UnsafeRawBufferPointer(rebasing: piece[..<(UnsafeRawPointer(found) - base)])
    }

    private static func has(_ byte: UInt8, _ line: UnsafeRawBufferPointer) -> Bool {
        guard let base = line.baseAddress else { return false }
        return memchr(base, Int32(byte), line.count) != nil
    }
}
