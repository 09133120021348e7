package import HTTPTypes
package import NIOCore

extension ByteBuffer {
    /// Writes a header and the end of its line, byte for byte: as text, a value that is no UTF-8 would be changed.
    package mutating func writeLine(of header: HTTPField) {
        writeString(header.name.rawName)
        writeInteger(UInt16(0x3A20))  // a colon and a space
        header.withUnsafeBytesOfValue { _ = writeBytes($0) }
        writeInteger(UInt16(0x0D0A))  // CR LF
    }
}
