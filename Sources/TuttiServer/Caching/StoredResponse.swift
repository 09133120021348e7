internal import HTTPTypes
internal import NIOCore
internal import TuttiCaching
internal import TuttiResilience

/// A response of a service that is stored: its head, and its content in pieces, which are written to clients as they are.
final class StoredResponse: Sendable {
    /// A piece has so many bytes at most.
    private static let pieceSize = 64 << 10

    let head: StoredHead
    let pieces: [ByteBuffer]
    /// How many bytes the content has.
    let length: Int
    /// When it was asked for: a purge after that holds for it.
    let requestedAt: MonotonicTime
    /// About how much memory it takes.
    let size: Int

    /// A response with this head, and the content of another one.
    init(_ head: StoredHead, content other: StoredResponse, requestedAt: MonotonicTime) {
        self.head = head
        pieces = other.pieces
        length = other.length
        self.requestedAt = requestedAt
        size = Self.size(head, pieces)
    }

    /// A response whose content came in these parts.
    ///
    /// What came may lie in buffers that are much larger, so it is copied.
    init(_ head: StoredHead, parts: [ByteBuffer], requestedAt: MonotonicTime) {
        var left = parts.reduce(0) { $0 + $1.readableBytes }
        length = left
        var pieces: [ByteBuffer] = []
        var piece = ByteBuffer()
        for part in parts {
            var part = part
            while part.readableBytes > 0 {
                if piece.capacity == 0 || piece.readableBytes == Self.pieceSize {
                    if piece.readableBytes > 0 { pieces.append(piece) }
                    piece = ByteBufferAllocator().buffer(capacity: min(left, Self.pieceSize))
                }
                let count = min(part.readableBytes, Self.pieceSize - piece.readableBytes)
                guard count > 0, var taken = part.readSlice(length: count) else { break }
                piece.writeBuffer(&taken)
                left -= count
            }
        }
        if piece.readableBytes > 0 { pieces.append(piece) }
        self.head = head
        self.pieces = pieces
        self.requestedAt = requestedAt
        size = Self.size(head, pieces)
    }

    private static func size(_ head: StoredHead, _ pieces: [ByteBuffer]) -> Int {
        let fields = head.fields.reduce(512) { $0 + 96 + $1.name.rawName.utf8.count + $1.value.utf8.count }
        return pieces.reduce(fields + head.vary.count * 64) { $0 + 64 + $1.capacity }
    }
}
