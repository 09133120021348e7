/// The keys of `redirect`.
enum RedirectKeys {
    static let to = Key(
        "to", .node(.text(matching: "^(/|https?://)", form: "a path that begins with /, or a URL")),
        "Where the client is sent: a path or a URL with `{expression}` as placeholders, at its end perhaps `{path.rest}`. The client's "
            + "query is added unless there is one.", examples: "/shop/{path.rest}",
        "https://shop.example.com/{path.rest}",
        foreign: ["location", "url", "uri", "target"])

    static let status = Key(
        "status", .redirectStatus,
        "308 is for good, 307 for now, and both keep method and body; 301 and 302 let clients turn a POST into a GET, 303 tells them to.",
        default: 308, foreign: ["code"])

    static let table = KeyTable(
        "`redirect`", keys: [to, status], required: [to],
        example: "write it like `{ to: \"/shop/{path.rest}\", status: 308 }`")
}

extension ValueKind where Value == Int {
    private static var redirectStatuses: [Int] { [301, 302, 303, 307, 308] }

    /// A status that clients follow to where `Location` points (RFC 9110, 15.4).
    fileprivate static var redirectStatus: ValueKind {
        ValueKind(
            schema: { .orVariable(["enum": .array(redirectStatuses.map { .integer($0) })]) },
            read: { node, what, diagnostics in
                if node.isBroken { return nil }
                if let status = node.scalar.flatMap({ Int($0.text) }), redirectStatuses.contains(status) {
                    return status
                }
                diagnostics.error(
                    .invalidStatus, at: node.span, "\(what) of a redirect is 301, 302, 303, 307 or 308",
                    help: "308 is for good and 307 for now, and both keep method and body")
                return nil
            },
            written: { .integer($0) })
    }
}
