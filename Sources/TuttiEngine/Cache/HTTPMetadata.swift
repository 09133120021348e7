internal import TuttiCaching

/// What HTTP says of a stored response; a class, so that entries are copied without it.
final class HTTPMetadata: Sendable {
    let head: StoredHead

    init(_ head: StoredHead) {
        self.head = head
    }
}
