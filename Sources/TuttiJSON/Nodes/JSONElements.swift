/// The elements of an array in order; none if the value is not an array.
@usableFromInline
package struct JSONElements: Sequence, Sendable {
    @usableFromInline let node: JSONNode

    @inlinable
    init(node: JSONNode) {
        self.node = node
    }

    /// As many as the sequence will give.
    @inlinable package var underestimatedCount: Int {
        node.tag == .array ? node.count : 0
    }

    /// A walk from the first element.
    @inlinable
    package func makeIterator() -> Iterator {
        Iterator(walk: JSONTapeWalk(node, over: .array))
    }

    /// Steps from element to element.
    @usableFromInline
    package struct Iterator: IteratorProtocol {
        @usableFromInline var walk: JSONTapeWalk

        @inlinable
        init(walk: JSONTapeWalk) {
            self.walk = walk
        }

        /// The next element.
        @inlinable
        package mutating func next() -> JSONNode? {
            guard let position = walk.next() else { return nil }
            return JSONNode(document: walk.document, position: position)
        }
    }
}
