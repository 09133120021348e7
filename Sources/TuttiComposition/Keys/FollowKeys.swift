/// The keys of `follow`.
enum FollowKeys {
    /// Also what `follow: 3` stands for.
    static let atMost = Key("at-most", .integer(1...10), "So many redirects of one request.", default: 3)

    static let hosts = Key(
        "hosts", .node(.list(of: .host)),
        "Other hosts that redirects may lead to, which get neither credentials nor other headers of the call.",
        examples: ["cdn.example.com"])

    static let table = KeyTable("`follow`", keys: [atMost, hosts])
}
