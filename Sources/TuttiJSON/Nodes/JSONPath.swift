/// Names of members, each of what the one before leads to: `total.amount`.
package struct JSONPath: Sendable {
    /// All names in UTF-8, one after the other.
    private(set) var text: [UInt8] = []

    /// Where each name is in `text`: plain numbers, so that following a path retains nothing.
    private(set) var names: [Range<Int>] = []

    /// The empty path, which leads to where it starts.
    package init() {}

    /// How many names there are.
    package var count: Int { names.count }

    /// The path that goes one member further.
    package func appending(_ name: JSONName) -> JSONPath {
        var path = self
        path.text += name.utf8
        path.names.append(text.count..<path.text.count)
        return path
    }
}

extension JSONNode {
    /// What a path leads to; nil where a member is missing or not an object.
    ///
    /// `looked` adds up how many members or elements the values on the way have, in units of 64: what looking through
    /// them takes. A value of fewer adds nothing. The document is retained once, for the result, and not for each name.
    package func value(at path: JSONPath) -> (node: JSONNode?, looked: Int) {
        var looked = 0
        let found = document.bytes.withUnsafeBufferPointer { bytes in
            path.text.withUnsafeBufferPointer { text in
                path.names.withUnsafeBufferPointer { names in
                    document.value(at: names, of: text, from: Int(position), in: bytes, &looked)
                }
            }
        }
        return (found.map { JSONNode(document: document, position: $0) }, looked)
    }
}

extension JSONDocument {
    /// The position that names, which are parts of `text`, lead to from a position; nil where one is missing.
    @inline(__always)
    func value(
        at names: UnsafeBufferPointer<Range<Int>>, of text: UnsafeBufferPointer<UInt8>, from position: Int,
        in bytes: UnsafeBufferPointer<UInt8>, _ looked: inout Int
    ) -> Int? {
        var position = position
        for name in names {
            looked &+= length64(of: position)
            guard let next = member(UnsafeBufferPointer(rebasing: text[name]), of: position, in: bytes) else {
                return nil
            }
            position = next
        }
        return position
    }

    /// A 64th of how many members or elements a container has; 0 for a scalar.
    @inline(__always)
    func length64(of position: Int) -> Int {
        let word = word(at: position)
        guard JSONTape.isContainer(word) else { return 0 }
        let count = JSONTape.length(word)
        guard count != JSONTape.saturated else { return JSONNode(document: self, position: position).count >> 6 }
        return Int(truncatingIfNeeded: count &>> 6)
    }
}
