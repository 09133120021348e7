/// The members of an object in document order; none if the value is not an object.
///
/// A repeated name comes once, with its last value, in the place of its first occurrence, as in JavaScript.
package struct JSONMembers: Sequence, Sendable {
    /// A member: its name, which is a string node, and its value.
    package typealias Element = (name: JSONNode, value: JSONNode)

    let node: JSONNode

    /// Positions on the tape, only where a name is repeated; else the tape itself is walked.
    private let distinct: [(name: Int, value: Int)]?

    /// How many members there are, each name counted once.
    package let count: Int

    init(_ node: JSONNode) {
        self.node = node
        guard node.tag == .object else {
            distinct = []
            count = 0
            return
        }
        distinct = JSONDistinctNames.membersIfRepeated(in: node)
        count = distinct?.count ?? node.count
    }

    /// As many as the sequence will give.
    package var underestimatedCount: Int { count }

    /// A walk from the first member.
    package func makeIterator() -> Iterator {
        Iterator(walk: JSONTapeWalk(node), distinct: distinct?.makeIterator())
    }

    /// Steps from member to member.
    package struct Iterator: IteratorProtocol {
        var walk: JSONTapeWalk
        var distinct: IndexingIterator<[(name: Int, value: Int)]>?

        /// The next member.
        package mutating func next() -> Element? {
            let name: Int
            let value: Int
            if distinct != nil {
                guard let pair = distinct?.next() else { return nil }
                (name, value) = pair
            } else {
                guard let first = walk.next(), let second = walk.next() else { return nil }
                (name, value) = (first, second)
            }
            return (
                JSONNode(document: walk.document, position: name), JSONNode(document: walk.document, position: value)
            )
        }
    }
}
