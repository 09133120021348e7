/// What waits for the reactor's thread, first in, first out.
///
/// Two arrays take turns: one is read while the other is filled. Neither shrinks, so a steady load allocates nothing.
struct WorkQueue<Element> {
    private var front: [Element?] = []
    private var nextInFront = 0
    private var back: [Element?] = []

    var isEmpty: Bool { nextInFront == front.count && back.isEmpty }

    var count: Int { front.count - nextInFront + back.count }

    mutating func append(_ element: Element) {
        back.append(element)
    }

    mutating func popFirst() -> Element? {
        if nextInFront == front.count {
            guard !back.isEmpty else { return nil }
            front.removeAll(keepingCapacity: true)
            nextInFront = 0
            swap(&front, &back)
        }
        defer {
            front[nextInFront] = nil  // lets go of what it holds
            nextInFront += 1
        }
        return front[nextInFront]
    }
}
