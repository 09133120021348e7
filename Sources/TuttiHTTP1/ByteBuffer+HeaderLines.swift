internal import Glibc
package import HTTPTypes
package import NIOCore

extension ByteBuffer {
    /// Writes headers and the ends of their lines, byte for byte: as text, a value that is no UTF-8 would be changed.
    ///
    /// - Parameters:
    ///   - headers: the headers.
    ///   - isWritten: whether one of that name, in lower case, is written.
    package mutating func writeLines(of headers: [HTTPField], where isWritten: (String) -> Bool) {
        let headers = headers.span
        // Room for all of them, of which most are written.
        var most = 0
        for index in headers.indices {
            most += headers[index].name.rawName.utf8.count + headers[index].value.utf8.count + ": \r\n".utf8.count
        }
        guard most > 0 else { return }
        writeWithUnsafeMutableBytes(minimumWritableBytes: most) { room in
            guard let start = room.baseAddress, room.count >= most else { return 0 }
            var place = 0
            for index in headers.indices where isWritten(headers[index].name.canonicalName) {
                headers[index].name.rawName.utf8.withContiguousStorageIfAvailable { name in
                    guard let bytes = name.baseAddress, name.count <= most - place else { return }
                    memcpy(start + place, bytes, name.count)
                    place += name.count
                }
                room[place] = UInt8(ascii: ":")
                room[place + 1] = UInt8(ascii: " ")
                place += 2
                headers[index].withUnsafeBytesOfValue { value in
                    guard let bytes = value.baseAddress, value.count <= most - place else { return }
                    memcpy(start + place, bytes, value.count)
                    place += value.count
                }
                room[place] = UInt8(ascii: "\r")
                room[place + 1] = UInt8(ascii: "\n")
                place += 2
            }
            return place
        }
    }
}
