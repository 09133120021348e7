/// JSON values on a line each, as one JSON array.
///
/// Lines end with LF or CR LF; empty ones are skipped. A value is on one line alone, and a line has one value.
enum JSONLines {
    /// The array as JSON text, in which each value is on its line: errors have the right place.
    ///
    /// - Throws: the number of the line that has no or more than one value, from 1 on. What else is wrong, reading the array tells.
    static func array(_ bytes: [UInt8]) throws(Malformed) -> [UInt8] {
        var array: [UInt8] = []
        array.reserveCapacity(bytes.count + bytes.count / 16 + 2)
        array.append(UInt8(ascii: "["))
        var isFirst = true
        var number = 0
        // A byte order mark at the beginning is ignored, as in JSON.
        let lines = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        for line in lines.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            if number > 1 { array.append(UInt8(ascii: "\n")) }
            guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
            guard isWhole(line) else { throw Malformed(line: number) }
            if !isFirst { array.append(UInt8(ascii: ",")) }
            isFirst = false
            array += line
        }
        array.append(UInt8(ascii: "]"))
        return array
    }

    /// A line that isn't one value.
    struct Malformed: Error, Equatable {
        let line: Int
    }

    /// Whether all brackets that are opened in a line are closed there, none are that aren't, and no comma is outside of them.
    ///
    /// A string can't go on in the next line: JSON has no line ends in strings.
    private static func isWhole(_ line: ArraySlice<UInt8>) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in line {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth < 0 { return false }
            case UInt8(ascii: ","): if depth == 0 { return false }
            default: break
            }
        }
        return depth == 0 && !isInString
    }
}
