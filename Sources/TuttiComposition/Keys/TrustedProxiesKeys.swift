internal import TuttiPolicies

/// The keys of `trusted-proxies` in gateway.yaml, where it says more than networks.
enum TrustedProxiesKeys {
    static let networks = Key(
        "networks", .node(.list(of: .text, atLeast: 1)),
        "The addresses and networks of the proxies; `unix:` for whoever may connect to a socket in the file system.",
        examples: ["10.0.0.0/8"], foreign: ["cidrs", "ranges", "addresses"])

    static let headers = Key(
        "headers",
        .oneOf([("x-forwarded", .xForwarded), ("forwarded", .forwarded)]) { word in
            (
                "`\(word)` is not what a proxy says of its client in",
                "`x-forwarded` for `X-Forwarded-For`, `-Proto` and `-Host`; `forwarded` for `Forwarded` (RFC 7239)"
            )
        },
        "In which headers they say who has asked: `X-Forwarded-For`, `-Proto` and `-Host`, or `Forwarded` (RFC 7239).",
        default: TrustedProxies.Headers.xForwarded)

    static let table = KeyTable(
        "`trusted-proxies`", keys: [networks, headers], required: [networks],
        example: "write it like `[10.0.0.0/8]` or `{ networks: [10.0.0.0/8], headers: forwarded }`")

    /// The schema of `trusted-proxies`.
    static var proxies: SchemaValue { ["anyOf": [.list(of: .text), table.schema]] }
}
