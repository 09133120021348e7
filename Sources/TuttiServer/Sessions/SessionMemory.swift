internal import Synchronization
internal import TuttiPolicies

/// What is remembered of the sessions of a way, from one load of the files to the next: as long as its cookies open, so long it is kept.
final class SessionMemory: Sendable {
    /// What waits for a session to be renewed: nil says that it is over.
    typealias Waiter = @Sendable (Result<Session?, IssuerFailure>) -> Void

    let table = Mutex(SessionTable<Waiter>())
    private let ended = Atomic(0)

    /// A number that another one takes the place of when a session was ended.
    var endings: Int { ended.load(ordering: .acquiring) }

    /// Ends a session; false for one that was ended before.
    func end(_ session: Session) -> Bool {
        guard table.withLock({ $0.end(session) }) else { return false }
        ended.add(1, ordering: .releasing)
        return true
    }
}
