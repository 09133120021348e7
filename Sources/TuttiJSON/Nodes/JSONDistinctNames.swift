/// Finds repeated names in an object, and joins their members.
enum JSONDistinctNames {
    /// Up to this many names are compared in pairs, which is cheaper than hashing them.
    private static let pairwise = 12

    /// Where a name is repeated, each name's place with its last value, ordered by first occurrence; else nil.
    static func membersIfRepeated(in object: JSONNode) -> [(name: Int, value: Int)]? {
        let count = object.count
        guard count > 1,
            object.document.bytes.withUnsafeBufferPointer({ firstRepeated(in: object, $0) }) != nil
        else { return nil }
        var members: [(name: Int, value: Int)] = []
        var places: [JSONText.Key: Int] = [:]
        var walk = JSONTapeWalk(object)
        while let name = walk.next(), let value = walk.next() {
            let key = JSONText.Key(text: JSONNode(document: object.document, position: name).string ?? "")
            if let place = places[key] {
                members[place].value = value
            } else {
                places[key] = members.count
                members.append((name, value))
            }
        }
        return members
    }

    /// The position of the first name that was there before; nil where each name is there once.
    ///
    /// `bytes` are all of the document's.
    static func firstRepeated(in object: JSONNode, _ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let count = object.count
        guard count > pairwise else { return firstOfPair(object, bytes) }
        let document = object.document
        var names = JSONPositionSet(count: count)
        var walk = JSONTapeWalk(object)
        while let name = walk.next(), walk.next() != nil {
            var hasher = Hasher()
            document.withText(at: name, in: bytes) { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            guard names.insert(name, hasher, isEqual: { document.stringsEqual($0, name, in: bytes) }) else {
                return name
            }
        }
        return nil
    }

    private static func firstOfPair(_ object: JSONNode, _ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: pairwise) { names in
            var count = 0
            var walk = JSONTapeWalk(object)
            while let name = walk.next(), walk.next() != nil, count < pairwise {
                for other in names[..<count] where object.document.stringsEqual(other, name, in: bytes) { return name }
                names[count] = name
                count += 1
            }
            return nil
        }
    }
}
