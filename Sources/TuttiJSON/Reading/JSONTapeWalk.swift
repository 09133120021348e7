/// A walk over the direct children of a container: positions on the tape, each subtree skipped in one step.
@usableFromInline
struct JSONTapeWalk {
    @usableFromInline let document: JSONDocument
    @usableFromInline var position: Int
    @usableFromInline let end: Int

    /// A walk over an array's elements or an object's names and values in turn; over nothing for a scalar.
    @inlinable
    init(_ node: JSONNode) {
        document = node.document
        position = Int(node.position) &+ 2
        end = node.isContainer ? JSONTape.next(document.word(at: position &- 1)) : 0
    }

    /// A walk over the children of a container of one kind only; over nothing for another value.
    @inlinable
    init(_ node: JSONNode, over tag: JSONTape.Tag) {
        document = node.document
        position = Int(node.position) &+ 2
        end = node.tag == tag ? JSONTape.next(document.word(at: position &- 1)) : 0
    }

    /// The position of the next child.
    @inlinable @inline(__always)
    mutating func next() -> Int? {
        guard position < end else { return nil }
        let current = position
        position = document.position(after: current)
        return current
    }
}
