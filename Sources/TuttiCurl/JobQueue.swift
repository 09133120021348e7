/// The jobs that wait for the lane's thread, first in, first out.
///
/// Two arrays take turns: one is read while the other is filled. Neither shrinks, so a steady load allocates nothing.
struct JobQueue {
    private var front: [UnownedJob] = []
    private var nextInFront = 0
    private var back: [UnownedJob] = []

    var isEmpty: Bool { nextInFront == front.count && back.isEmpty }

    mutating func append(_ job: UnownedJob) {
        back.append(job)
    }

    mutating func popFirst() -> UnownedJob? {
        if nextInFront == front.count {
            guard !back.isEmpty else { return nil }
            front.removeAll(keepingCapacity: true)
            nextInFront = 0
            swap(&front, &back)
        }
        defer { nextInFront += 1 }
        return front[nextInFront]
    }
}
