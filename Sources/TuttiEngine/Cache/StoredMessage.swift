/// A whole response to clients.
final class StoredMessage: Sendable {
    let body: [UInt8]

    init(body: [UInt8]) {
        self.body = body
    }
}
