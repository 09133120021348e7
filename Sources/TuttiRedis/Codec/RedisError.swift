/// What Redis says when it does not do what it was told.
package struct RedisError: Error, Sendable, Hashable {
    /// The most bytes of a message that are kept.
    private static let mostBytes = 200

    /// The word at its beginning: `NOSCRIPT`, `MOVED`; `ERR` where there is none.
    package let code: String
    /// All of it, cut short.
    ///
    /// Never logged as it is: old servers quote the command, a password in it.
    package let message: String

    /// An error from the text of a reply.
    package init(_ text: some StringProtocol) {
        let word = text.utf8.prefix { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        let isWord =
            (2...24).contains(word.count)
            && (word.count == text.utf8.count || text.utf8.dropFirst(word.count).first == 0x20)
        code = isWord ? String(decoding: word, as: UTF8.self) : "ERR"
        message = String(decoding: text.utf8.prefix(Self.mostBytes), as: UTF8.self)
    }

    /// Whether the server does not know the command.
    var isUnknownCommand: Bool { code == "NOPROTO" || message.hasPrefix("ERR unknown command") }
}
