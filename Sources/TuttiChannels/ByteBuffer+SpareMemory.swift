package import NIOCore

extension ByteBuffer {
    /// The bytes in a buffer of their own, if they are a small part of the one that they are in.
    ///
    /// TLS hands out parts of the buffer that it decrypts into, which is as large as the largest read was. Who keeps a few bytes of it keeps
    /// all of it, and has TLS make another one; what counts the bytes that wait sees neither.
    package var withoutSpareMemory: ByteBuffer {
        storageCapacity > max(4 * readableBytes, 1024) ? ByteBuffer(bytes: readableBytesView) : self
    }
}
