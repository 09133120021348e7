internal import TuttiContentCoding

/// The body of a response as it comes: out of its chunks, decoded, within bounds.
struct ResponseBody {
    /// The most bytes set aside on the word of `Content-Length` alone.
    static let mostReservedBytes = 1 << 20

    private let limit: Int
    private var bytes: [UInt8] = []
    /// Bytes that have come before they are decoded, without what frames them.
    private(set) var encodedCount = 0
    private var framing: ChunkedBodyDecoder?
    private var decoder: ContentDecoder?
    /// Whether bytes came after the end of the message.
    private(set) var hasExcess = false
    /// What the body has cost so far, in units of a byte that is only copied.
    private(set) var work = 0

    /// What a chunk costs in addition to its bytes, and what a decoded byte costs.
    private static let costs = (chunk: 256, decoded: 2)

    init(limit: Int) {
        self.limit = limit
    }

    /// Says how the body will come; without that it comes as it is, up to its length or the connection's end.
    ///
    /// Returns why it's refused at once.
    mutating func begin(
        declared: Int?, coding: ContentCoding?, framing: ChunkedBodyDecoder?
    ) -> ResponseViolation? {
        self.framing = framing
        if let declared, declared > limit {
            return coding == nil ? .bodyBytes(limit: limit) : .encodedBytes(limit: limit)
        }
        if let coding {
            do throws(ContentDecodingError) {
                decoder = try ContentDecoder(coding, limit: limit)
            } catch {
                return .content(coding, error)
            }
        } else if let declared {
            bytes.reserveCapacity(min(declared, Self.mostReservedBytes))
        }
        return nil
    }

    /// Whether the last chunk has come; nil where there are none.
    var hasLastChunk: Bool? { framing?.isAtEnd }

    /// Whether something has come that is not decoded yet.
    var isBehind: Bool { decoder?.isBehind ?? false }

    /// Takes bytes as they came from the connection.
    mutating func take(_ piece: UnsafeRawBufferPointer) -> ResponseViolation? {
        work &+= piece.count
        guard framing != nil else { return takeContent(piece) }
        var rest = piece
        while true {
            switch framing?.next(&rest) ?? .more {
            case .data(let data):
                work &+= Self.costs.chunk
                if let violation = takeContent(data) { return violation }
            case .more: return nil
            case .end:
                if !rest.isEmpty { hasExcess = true }
                return nil
            case .tooLong: return decoder == nil ? .bodyBytes(limit: limit) : .encodedBytes(limit: limit)
            case .defect(let defect): return .chunks(defect)
            }
        }
    }

    /// Decodes a further step of what has come.
    mutating func proceed() -> ResponseViolation? {
        decode { (decoder, bytes) throws(ContentDecodingError) in try decoder.proceed(into: &bytes) }
    }

    /// The message has ended; returns what is missing.
    mutating func finish() -> ResponseViolation? {
        if framing?.isAtEnd == false { return .chunks(.lineEnd) }
        return decode { (decoder, _) throws(ContentDecodingError) in try decoder.finish() }
    }

    /// Bytes that have been decoded.
    var decodedCount: Int { bytes.count }

    /// Takes the bytes out; they're handed over without a copy.
    mutating func takeBytes() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }

    private mutating func takeContent(_ piece: UnsafeRawBufferPointer) -> ResponseViolation? {
        encodedCount += piece.count
        guard decoder == nil else {
            return decode { (decoder, bytes) throws(ContentDecodingError) in try decoder.take(piece, into: &bytes) }
        }
        if encodedCount > limit { return .bodyBytes(limit: limit) }
        bytes.append(contentsOf: piece)
        return nil
    }

    private mutating func decode(
        _ step: (ContentDecoder, inout [UInt8]) throws(ContentDecodingError) -> Void
    ) -> ResponseViolation? {
        guard let decoder else { return nil }
        let before = bytes.count
        do throws(ContentDecodingError) {
            try step(decoder, &bytes)
            work &+= Self.costs.decoded &* (bytes.count &- before)
            return nil
        } catch {
            return .content(decoder.coding, error)
        }
    }
}
