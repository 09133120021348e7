internal import CReactor

/// Pieces of memory that one system call hands to a socket.
package struct SendPieces {
    private var pieces = creactor_pieces()

    /// No pieces.
    package init() {}

    /// Adds a piece, whose memory must stay until ``send(to:)`` returns; false, and nothing is added, behind sixteen of them.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        creactor_add(&pieces, bytes.baseAddress, bytes.count)
    }

    /// Hands the pieces to a socket; returns how many bytes it took, or the negative of the system's error.
    package mutating func send(to descriptor: Int32) -> Int {
        creactor_send(descriptor, &pieces)
    }
}
