/// A recipe for an object that is made of parts of another one: each member is what a path leads to, or null where the path leads
/// nowhere.
///
/// It is made once and picks from many objects: names are encoded here, and known to be distinct, so that picking compares
/// and encodes none of them.
package struct JSONPick: Sendable {
    /// One member of the object to be made; plain numbers, so that going through the parts retains nothing.
    struct Part: Sendable {
        /// Where its name is in `text`, with quotes and colon, preceded by a comma unless it is the first.
        let encodedName: Range<Int>
        /// Where the first name of its path is in `text`, in UTF-8; empty for an empty path, too.
        let first: Range<Int>
        /// What a name on the tape begins with that is `first` written without escapes; 0, as no name does, for an empty path.
        let head: UInt64
        /// The other names of its path, among `names`.
        let rest: Range<Int>
    }

    let parts: [Part]

    /// The names that the parts refer to.
    let text: [UInt8]

    /// Where the names of paths after the first ones are in `text`.
    let names: [Range<Int>]

    /// A bit for each length that a first name has, modulo 64: it tells most names of an object to be no part's.
    let lengths: UInt64

    /// The bytes of all names.
    package let nameBytes: Int

    /// The names on all paths together, an empty path counted as one.
    package let steps: Int

    /// The names on the longest path, of an empty one 1.
    package let depth: Int

    /// How many members the object has that is made.
    package var count: Int { parts.count }

    /// A pick of these members, whose names are distinct.
    package init(_ members: [(name: String, path: JSONPath)]) {
        var (parts, text, names): ([Part], [UInt8], [Range<Int>]) = ([], [], [])
        var lengths: UInt64 = 0
        for (name, path) in members {
            let start = text.count
            if start > 0 { text.append(UInt8(ascii: ",")) }
            JSONEscape.append(name, to: &text)
            text.append(UInt8(ascii: ":"))
            let middle = text.count
            let moved = path.names.map { $0.lowerBound + middle..<$0.upperBound + middle }
            text += path.text
            let first = moved.first ?? middle..<middle
            let head = moved.isEmpty ? 0 : text[first].withUnsafeBufferPointer(JSONTape.nameHead)
            if head != 0 { lengths |= 1 &<< (head & 63) }
            let rest = names.count
            names += moved.dropFirst()
            parts.append(
                Part(encodedName: start..<middle, first: first, head: head, rest: rest..<names.count))
        }
        self.parts = parts
        self.text = text
        self.lengths = lengths
        self.names = names
        steps = members.reduce(0) { $0 + max($1.path.count, 1) }
        depth = members.reduce(0) { max($0, $1.path.count, 1) }
        nameBytes = members.reduce(0) { $0 + $1.name.utf8.count }
    }

    /// What picking an object takes.
    package struct Cost: Sendable {
        /// How many members and elements were looked through, in units of 64: see ``JSONNode/value(at:)``.
        package var looked: Int
        /// The bytes of the values, 4 for each null that stands for a missing one.
        package var valueBytes: Int

        /// A cost of so much.
        package init(looked: Int = 0, valueBytes: Int = 0) {
            (self.looked, self.valueBytes) = (looked, valueBytes)
        }
    }
}

extension JSONPick {
    /// What a part's path leads to.
    struct Value {
        /// Its position on the tape, negative if there is none.
        var position = -1
        /// The offset of its first byte in the document.
        var start = 0
        /// Its bytes.
        var count = 0
    }

    /// Finds the value of each part.
    @inline(__always)
    func find(
        _ values: UnsafeMutableBufferPointer<Value>, of node: JSONNode, _ bytes: UnsafeBufferPointer<UInt8>,
        _ text: UnsafeBufferPointer<UInt8>, _ cost: inout Cost
    ) {
        let (document, root) = (node.document, Int(node.position))
        findFirst(values, in: document, root, bytes, text)
        let looked = document.length64(of: root)
        for place in parts.indices {
            let part = parts[place]
            if part.head == 0 {
                values[place].position = root
            } else {
                cost.looked &+= looked
                if !part.rest.isEmpty, values[place].position >= 0 {
                    values[place].position = names.withUnsafeBufferPointer { names in
                        let rest = UnsafeBufferPointer(rebasing: names[part.rest])
                        return document.value(
                            at: rest, of: text, from: values[place].position, in: bytes, &cost.looked) ?? -1
                    }
                }
            }
            guard values[place].position >= 0 else {
                cost.valueBytes &+= 4
                continue
            }
            let extent = document.extent(of: values[place].position, in: bytes)
            values[place].start = extent.lowerBound
            values[place].count = extent.count
            cost.valueBytes &+= extent.count
        }
    }

    /// Finds what the first name of each part leads to, in one walk over the members; of a repeated name the last one counts.
    @inline(__always)
    private func findFirst(
        _ values: UnsafeMutableBufferPointer<Value>, in document: JSONDocument, _ root: Int,
        _ bytes: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>
    ) {
        guard JSONTape.isObject(document.word(at: root)) else { return }
        let lengths = lengths
        var name = root &+ 2
        let end = JSONTape.next(document.word(at: root &+ 1))
        while name < end {
            let word = document.word(at: name)
            let isEscaped = JSONTape.isEscapedString(word)
            if isEscaped || lengths &>> (word &>> 32 & 63) & 1 != 0 {
                for place in parts.indices {
                    let part = parts[place]
                    guard part.head == word &>> 32 || isEscaped && part.head != 0 else { continue }
                    let wanted = UnsafeBufferPointer(rebasing: text[part.first])
                    if document.name(word, at: name, in: bytes, is: wanted) { values[place].position = name &+ 1 }
                }
            }
            name = document.position(after: name &+ 1)
        }
    }
}
