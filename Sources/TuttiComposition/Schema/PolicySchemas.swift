/// What a service says about its calls and a call may say otherwise.
enum PolicySchemas {
    /// `retry`, `hedge` and `cache`; the budget of retries is the service's alone.
    static func keys(ofService: Bool) -> [SchemaKey] {
        let otherwise = ofService ? "" : " In place of the service's; `false` turns it off."
        return [
            SchemaKey(
                "retry", .off(or: .mapping(retry(ofService: ofService))),
                "When a failed call is tried again. A `post` or `patch` is only where nothing of it was sent: `on: [connect]`."
                    + otherwise,
                standard: ofService ? false : nil, examples: ["attempts": 3, "on": ["connect", "reset", 503]]),
            SchemaKey(
                "hedge", .off(or: .text(matching: durationOrPercentile, form: "a duration, or p50 to p99")),
                "A second attempt is made beside the first one when that takes longer than this: a duration, or `p95`, "
                    + "the time within which 95 % of the responses came lately. The first response counts." + otherwise,
                standard: ofService ? false : nil, examples: "p95", "50ms"),
            SchemaKey(
                "cache", .off(or: .duration),
                "For so long a response to `get` or `head` is used again for the same request." + otherwise,
                standard: ofService ? false : nil, examples: "30s"),
            SchemaKey(
                "follow",
                .off(or: ["anyOf": [.integer(1...10), .mapping(follow)]]),
                "How many redirects of one request are followed: to instances of the service, and to the hosts that are named."
                    + otherwise,
                standard: ofService ? false : nil, examples: 3, ["at-most": 3, "hosts": ["cdn.example.com"]]),
        ]
    }

    static func retry(ofService: Bool) -> [SchemaKey] {
        let budget = SchemaKey(
            "budget", .ratio, "Retries in all are at most this share of the calls to the service.", standard: 0.2)
        return [
            SchemaKey("attempts", .integer(1...10), "So many tries in all, the first one too.", standard: 2),
            SchemaKey(
                "on", ["anyOf": [reasonOrStatus, .list(of: reasonOrStatus)]],
                "The failures after which to try again: `connect`, `dns`, `tls`, `reset`, `bad_response`, `timeout`, "
                    + "and statuses.",
                standard: ["connect", "reset", 502, 503, 504], examples: ["connect", "5xx"]),
            SchemaKey(
                "backoff", .duration, "The wait before the second try, about; it doubles with each.", standard: "25ms"),
            SchemaKey(
                "attempt-timeout", .duration,
                "How long one try may take. Without it, one may use up all the call's time.",
                examples: "200ms"),
        ] + (ofService ? [budget] : [])
    }

    static let follow: [SchemaKey] = [
        SchemaKey("at-most", .integer(1...10), "So many redirects of one request.", standard: 3),
        SchemaKey(
            "hosts", .list(of: SchemaValue.host),
            "Other hosts that redirects may lead to, which get neither credentials nor other headers of the call.",
            examples: ["cdn.example.com"]),
    ]

    private static let durationOrPercentile =
        "^p[5-9][0-9]$|^0*([1-9][0-9]{0,7}ms|[1-9][0-9]{0,4}s|[1-9][0-9]{0,3}m)$"

    private static let reasonOrStatus: SchemaValue = [
        "anyOf": [
            ["enum": ["connect", "dns", "tls", "reset", "bad_response", "timeout"]], statuses,
        ]
    ]

    /// `404`, `200-299`, `2xx`.
    static let statuses: SchemaValue = [
        "anyOf": [
            status(200...599),
            .text(
                matching: "^[2-5][0-9]{2}(-[2-5][0-9]{2})?$|^[2-5][Xx]{2}$",
                form: "a status like 404, 200-299 or 2xx"),
        ]
    ]

    /// A status, as a number or as text.
    static func status(_ range: ClosedRange<Int>) -> SchemaValue {
        [
            "anyOf": [
                ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)],
                .text(
                    matching: range.lowerBound < 400 ? "^[2-5][0-9]{2}$" : "^[45][0-9]{2}$",
                    form: "a status, \(range.lowerBound) to \(range.upperBound)"),
            ]
        ]
    }
}
