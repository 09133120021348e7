internal import NIOCore

/// Where the frames of a WebSocket begin and end in the bytes of one direction (RFC 6455, 5.2), whatever is in them.
struct WebSocketFrames {
    /// A frame that says that the other side goes away: 1001 (RFC 6455, 7.4.1), as a server sends it.
    static let goingAway: [UInt8] = [0x88, 0x02, 0x03, 0xE9]

    /// How many bytes of the present frame's head have passed.
    private var headBytes = 0
    /// How many bytes that head has, as far as it is known.
    private var headLength = 2
    /// Where the length of the payload ends in the head.
    private var lengthEnd = 2
    /// The length of the payload, as far as it has passed.
    private var length: UInt64 = 0
    /// How much of the payload is still to pass.
    private var missing: UInt64 = 0

    /// Whether the next byte begins a frame.
    var isBetweenFrames: Bool { headBytes == 0 && missing == 0 }

    /// Bytes pass.
    mutating func passed(_ bytes: ByteBuffer) {
        var rest = bytes.readableBytesView[...]
        while let byte = rest.first {
            if missing > 0 {
                let count = Int(clamping: min(missing, UInt64(rest.count)))
                missing -= UInt64(count)
                rest = rest.dropFirst(count)
            } else {
                headPassed(byte)
                rest = rest.dropFirst()
            }
        }
    }

    private mutating func headPassed(_ byte: UInt8) {
        if headBytes == 1 {
            let short = byte & 0x7F
            length = short < 126 ? UInt64(short) : 0
            lengthEnd = short < 126 ? 2 : short == 126 ? 4 : 10
            headLength = lengthEnd + (byte & 0x80 == 0 ? 0 : 4)
        } else if headBytes > 1, headBytes < lengthEnd {
            length = length << 8 | UInt64(byte)
        }
        headBytes += 1
        guard headBytes >= headLength else { return }
        missing = length
        headBytes = 0
        headLength = 2
    }
}
