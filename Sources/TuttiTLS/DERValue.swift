/// A value of ASN.1 in its distinguished encoding (X.690), as certificates have it.
///
/// Reads what is there and copies nothing; what breaks the encoding is nil, and never a trap.
struct DERValue {
    /// Its tag, in the form of one byte.
    let tag: UInt8
    /// What it holds.
    let content: ArraySlice<UInt8>

    static let integer: UInt8 = 0x02
    static let octetString: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31

    /// The values that stand one after the other in these bytes; nil when one of them is broken.
    static func all(in bytes: ArraySlice<UInt8>) -> [DERValue]? {
        var rest = bytes
        var values: [DERValue] = []
        while !rest.isEmpty {
            guard let value = first(of: &rest) else { return nil }
            values.append(value)
        }
        return values
    }

    /// The values within this one, which has that tag; nil when it has another one, or is broken.
    func values(of tag: UInt8) -> [DERValue]? { self.tag == tag ? Self.all(in: content) : nil }

    private static func first(of rest: inout ArraySlice<UInt8>) -> DERValue? {
        // Tags of several bytes don't occur in what is read here.
        guard let tag = rest.popFirst(), tag & 0x1F != 0x1F, let length = length(&rest), length <= rest.count else {
            return nil
        }
        let content = rest.prefix(length)
        rest = rest.dropFirst(length)
        return DERValue(tag: tag, content: content)
    }

    /// One byte up to 127, else how many bytes follow (8.1.3).
    private static func length(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let first = rest.popFirst() else { return nil }
        guard first >= 0x80 else { return Int(first) }
        let count = Int(first & 0x7F)
        guard (1...4).contains(count), rest.count >= count else { return nil }
        let length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(count)
        return length
    }
}
