internal import HTTPTypes
internal import NIOCore

/// The content of a response on its way to a client: what has come and is not written yet, cut to the range that the client gets.
struct PassingBody {
    private var pieces: [ByteBuffer]
    private var first = 0
    /// How many bytes come before those that the client gets.
    private var skipped = 0
    /// How many bytes the client still gets at most.
    private var left: Int
    /// Whether the response has begun, and a range was chosen.
    private var isSelected = false
    /// How many bytes wait.
    private(set) var waiting: Int
    /// Whether nothing more comes.
    var isComplete: Bool
    /// What follows behind it.
    var trailers: [HTTPField] = []

    /// A content that is still to come.
    init() {
        pieces = []
        left = .max
        waiting = 0
        isComplete = false
    }

    /// A content that is there.
    init(_ pieces: [ByteBuffer]) {
        self.pieces = pieces
        left = .max
        waiting = pieces.reduce(0) { $0 + $1.readableBytes }
        isComplete = true
    }

    /// The client gets these bytes alone.
    mutating func select(_ range: Range<Int>) {
        skipped = range.lowerBound
        left = range.count
        isSelected = true
    }

    /// More of it has come.
    mutating func add(_ bytes: ByteBuffer) {
        pieces.append(bytes)
        waiting += bytes.readableBytes
    }

    /// What is written next; nil while there is nothing.
    mutating func next() -> ByteBuffer? {
        while left > 0, pieces.indices.contains(first) {
            var piece = pieces[first]
            pieces[first] = ByteBuffer()
            first += 1
            waiting -= piece.readableBytes
            if first == pieces.count {
                pieces.removeAll(keepingCapacity: true)
                first = 0
            }
            let passed = min(skipped, piece.readableBytes)
            skipped -= passed
            piece.moveReaderIndex(forwardBy: passed)
            guard let slice = piece.readSlice(length: min(left, piece.readableBytes)), slice.readableBytes > 0 else {
                continue
            }
            left -= slice.readableBytes
            return slice
        }
        return nil
    }

    /// Whether all that the client gets was given out.
    var isAtEnd: Bool {
        isSelected && (left == 0 || isComplete && first == pieces.count)
    }
}
