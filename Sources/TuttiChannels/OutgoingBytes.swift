internal import NIOCore

/// Bytes that wait to be written, in the memory where they were made.
enum OutgoingBytes {
    case buffer(ByteBuffer)
    /// A part of a body, in the array that it was received or written in.
    case slice(ArraySlice<UInt8>)

    /// How many there are.
    var count: Int {
        switch self {
        case .buffer(let buffer): buffer.readableBytes
        case .slice(let slice): slice.count
        }
    }

    /// Drops so many that have been written; not more than there are.
    mutating func dropFirst(_ count: Int) {
        switch self {
        case .buffer(var buffer):
            buffer.moveReaderIndex(forwardBy: count)
            self = .buffer(buffer)
        case .slice(let slice): self = .slice(slice.dropFirst(count))
        }
    }

    /// Calls `body` with the bytes.
    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        switch self {
        case .buffer(let buffer): buffer.withUnsafeReadableBytes(body)
        case .slice(let slice): slice.withUnsafeBytes(body)
        }
    }
}
