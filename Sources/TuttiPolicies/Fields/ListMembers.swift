/// The members of a comma-separated header value without quoted strings (RFC 9110, 5.6.1), trimmed; empty ones are left out.
package struct ListMembers: Sequence, IteratorProtocol {
    private var rest: Substring

    /// The members of a value.
    package init(_ value: some StringProtocol) {
        rest = Substring(value)
    }

    package mutating func next() -> Substring? {
        while !rest.isEmpty {
            let end = rest.utf8.firstIndex(of: UInt8(ascii: ",")) ?? rest.endIndex
            let member = ASCII.trimmed(rest[..<end])
            rest = end == rest.endIndex ? rest[end...] : rest[rest.utf8.index(after: end)...]
            if !member.isEmpty { return member }
        }
        return nil
    }
}
