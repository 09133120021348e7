extension JSONNode: Hashable {
    /// Hashes what makes two values equal: numbers by value, members in any order, strings after unescaping.
    ///
    /// Hashing is seeded by the process, so that nobody outside can choose values that collide; and what is fed for one value is never
    /// the beginning of what is fed for another, so that `["ab",""]` and `["a","b"]` don't.
    @usableFromInline package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        switch kind {
        case .null: break
        case .bool: hasher.combine(bool)
        case .number: hasher.combine(number)
        case .string:
            withTextBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            // No byte of UTF-8.
            hasher.combine(0xFF as UInt8)
        case .array:
            hasher.combine(count)
            for element in elements { element.hash(into: &hasher) }
        case .object:
            let members = members
            hasher.combine(members.count)
            var sum = 0
            for (name, value) in members {
                var member = Hasher()
                name.hash(into: &member)
                value.hash(into: &member)
                sum &+= member.finalize()
            }
            hasher.combine(sum)
        }
    }
}
