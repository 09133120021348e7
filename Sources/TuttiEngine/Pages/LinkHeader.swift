/// The header `Link` (RFC 8288).
enum LinkHeader {
    /// The target of the first link whose relation is `next` in the fields of a response; nil where there is none.
    static func next(in fields: [String]) -> String? {
        for field in fields {
            var bytes = Array(field.utf8)[...]
            while let start = bytes.firstIndex(of: UInt8(ascii: "<")) {
                let rest = bytes[(start + 1)...]
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { break }
                let (parameters, after) = parameters(rest[(end + 1)...])
                if isNext(parameters) { return String(decoding: rest[..<end], as: UTF8.self) }
                bytes = after
            }
        }
        return nil
    }

    /// The parameters up to the comma before the next link, in lower case, and what follows; quoted text may hold both `;` and `,`.
    private static func parameters(_ bytes: ArraySlice<UInt8>) -> (parameters: [[UInt8]], after: ArraySlice<UInt8>) {
        var parameters: [[UInt8]] = [[]]
        var isQuoted = false
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\\") where isQuoted:
                // The next byte stands for itself.
                if index < bytes.endIndex {
                    parameters[parameters.count - 1].append(bytes[index])
                    index += 1
                }
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ";") where !isQuoted: parameters.append([])
            case UInt8(ascii: ",") where !isQuoted: return (parameters, bytes[index...])
            case 0x20, 0x09: if isQuoted { parameters[parameters.count - 1].append(0x20) }
            default:
                let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
                parameters[parameters.count - 1].append(isUpper ? byte | 0x20 : byte)
            }
        }
        return (parameters, [])
    }

    /// Whether the first `rel` has `next` among its relations; further ones don't count (RFC 8288, 3.3).
    private static func isNext(_ parameters: [[UInt8]]) -> Bool {
        let rel = Array("rel=".utf8)
        guard let relations = parameters.first(where: { $0.starts(with: rel) })?.dropFirst(rel.count) else {
            return false
        }
        return relations.split(separator: 0x20).contains { $0.elementsEqual("next".utf8) }
    }
}
