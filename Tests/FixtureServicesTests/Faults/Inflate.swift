/// Decodes one deflate block with dynamic codes (RFC 1951), just enough to check the encoder against the standard.
struct Inflate {
    struct Malformed: Error {}

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private mutating func bit() throws -> Int {
        guard position / 8 < bytes.count else { throw Malformed() }
        defer { position += 1 }
        return Int(bytes[position / 8] >> UInt8(position % 8)) & 1
    }

    private mutating func number(_ bits: Int) throws -> Int {
        var value = 0
        for place in 0..<bits { value |= try bit() << place }
        return value
    }

    /// RFC 1951, 3.2.2: codes from their lengths, as (length, code) → symbol.
    private static func codes(_ lengths: [Int]) -> [[Int]: Int] {
        var result: [[Int]: Int] = [:]
        var code = 0
        for length in 1...15 {
            for (symbol, own) in lengths.enumerated() where own == length {
                result[[length, code]] = symbol
                code += 1
            }
            code <<= 1
        }
        return result
    }

    private mutating func symbol(_ codes: [[Int]: Int]) throws -> Int {
        var code = 0
        for length in 1...15 {
            code = code << 1 | (try bit())
            if let symbol = codes[[length, code]] { return symbol }
        }
        throw Malformed()
    }

    /// The decoded bytes and where the next whole byte begins.
    ///
    /// Knows literals, matches of 258 and distance 1.
    mutating func decode() throws -> (bytes: [UInt8], next: Int) {
        guard try number(1) == 1, try number(2) == 2 else { throw Malformed() }
        let literals = try number(5) + 257
        let distances = try number(5) + 1
        let lengthCodes = try number(4) + 4
        var lengths = [Int](repeating: 0, count: 19)
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
        for index in 0..<lengthCodes { lengths[order[index]] = try number(3) }
        let outer = Self.codes(lengths)
        var all: [Int] = []
        while all.count < literals + distances {
            switch try symbol(outer) {
            case let length where length < 16: all.append(length)
            case 18: all += [Int](repeating: 0, count: 11 + (try number(7)))
            default: throw Malformed()
            }
        }
        guard all.count == literals + distances else { throw Malformed() }
        let inner = Self.codes(Array(all[..<literals]))
        let far = Self.codes(Array(all[literals...]))
        var out: [UInt8] = []
        while true {
            switch try symbol(inner) {
            case 256: return (out, (position + 7) / 8)
            case let literal where literal < 256: out.append(UInt8(literal))
            case 285:
                guard try symbol(far) == 0, let last = out.last else { throw Malformed() }
                out += [UInt8](repeating: last, count: 258)
            default: throw Malformed()
            }
        }
    }
}
