internal import Synchronization

/// A small number that a call or an instance has for as long as it lives, so that what is kept for it is found in an array.
///
/// A number is given out again once its owner is gone. Whoever stores something under it stores the key as well, and compares
/// its identity: while a key is referenced, no other key is the same object.
package final class TransportKey: Sendable {
    private struct Numbers {
        var free: [Int] = []
        var used = 0
    }

    private static let numbers = Mutex(Numbers())
    private static let releases = Atomic<Int>(0)

    /// How many owners have been released so far, in the whole process: changes when there is something to drop.
    package static var releaseCount: Int { releases.load(ordering: .acquiring) }

    /// The number: at least 0, and below the most owners that ever lived at once.
    package let number: Int

    private let released = Atomic<Bool>(false)

    /// Whether the owner is gone.
    package var isReleased: Bool { released.load(ordering: .acquiring) }

    init() {
        number = Self.numbers.withLock { numbers in
            if let number = numbers.free.popLast() { return number }
            defer { numbers.used += 1 }
            return numbers.used
        }
    }

    /// The owner is gone; called once.
    func release() {
        released.store(true, ordering: .releasing)
        Self.numbers.withLock { $0.free.append(number) }
        Self.releases.add(1, ordering: .acquiringAndReleasing)
    }
}
