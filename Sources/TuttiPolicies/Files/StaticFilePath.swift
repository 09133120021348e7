/// Which file or folder within a folder a path names.
///
/// Purely by its text: whether there is one, and whether a link leads out of the folder, is for whoever opens it (`openat2` with
/// `RESOLVE_BENEATH`).
package struct StaticFilePath: Sendable, Equatable {
    /// Why a path names no file.
    ///
    /// All are answered with 404, which tells nobody what is there.
    package enum Refusal: Error, Sendable, Equatable {
        /// A segment that begins with a dot: `.`, `..`, `.git`, `.env`. `.well-known` at the beginning is none (RFC 8615).
        case dotFile
        /// An empty segment before the last one.
        case emptySegment
        /// A NUL, another control character, a slash or a backslash in a segment, once decoded.
        case forbiddenCharacter
        /// A segment isn't UTF-8 once decoded.
        case encoding
        /// A segment of more than 255 bytes, or a path of more than 1,024: no file system has one.
        case tooLong
    }

    /// The path within the folder, without a slash at its beginning or end; empty is the folder itself.
    package let relative: String

    /// The file or folder that decoded segments name; the last one is empty where the path ends in a slash.
    package init(segments: some Collection<ArraySlice<UInt8>>) throws(Refusal) {
        var path: [UInt8] = []
        for (index, segment) in segments.enumerated() {
            if segment.isEmpty {
                guard index == segments.count - 1 else { throw .emptySegment }
                continue
            }
            guard segment.first != UInt8(ascii: ".") || index == 0 && segment.elementsEqual(".well-known".utf8) else {
                throw .dotFile
            }
            guard
                segment.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") })
            else { throw .forbiddenCharacter }
            guard segment.count <= 255, path.count + segment.count < 1_024 else { throw .tooLong }
            if !path.isEmpty { path.append(UInt8(ascii: "/")) }
            path += segment
        }
        guard let text = String(validating: path, as: UTF8.self) else { throw .encoding }
        relative = text
    }
}
