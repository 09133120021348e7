internal import TuttiPlan
internal import TuttiPolicies

/// The keys of a limit, and where limits stand.
enum LimitKeys {
    static let rate = Key(
        "rate", .node(rateForm),
        "How many requests are admitted on average in a second (`s`), a minute (`m`), an hour (`h`) or a day.",
        examples: "20/s", "600/m",
        foreign: ["limit", "requests-per-unit", "max_rate", "maxRate", "requests", "average"])

    static let burst = Key(
        "burst", .integer(1...LimitRule.largestBurst),
        "How many requests are admitted at once from rest: 1 to 1,000,000. Without it, as many as `rate` names: 20 of `20/s`.",
        examples: 40, foreign: ["capacity", "bucket-size", "max_tokens"])

    static let quota = Key(
        "quota", .node(quotaForm),
        "How many requests are admitted in each `day` or `month` of the calendar, in place of `rate`.",
        examples: "10000/day")

    static let utcOffset = Key(
        "utc-offset", .node(offsetForm), "How far the clocks by which the day of a `quota` begins are ahead of UTC.",
        writtenDefault: "+00:00", examples: "+01:00", foreign: ["timezone", "time-zone", "tz"])

    static let by = Key(
        "by", .node(.value),
        "Requests for which this expression gives the same are counted together. Without it, all are. In it, `client.address` of an "
            + "IPv6 client is its first 64 bits.", examples: "client.address", "headers.\"x-tenant\"",
        foreign: ["key", "per", "strategy", "source", "sourceCriterion"])

    static let withoutKey = Key(
        "without-key",
        .oneOf([("together", LimitPlan.WithoutKey.together), ("exempt", .exempt)]) { word in
            (
                "`\(word)` can't become of requests without a key",
                "`together` counts them as those of one client, `exempt` lets them pass"
            )
        },
        "What becomes of requests for which `by` gives null: they are counted `together`, or `exempt`.",
        default: LimitPlan.WithoutKey.together)

    static let cost = Key(
        "cost", .node(.value),
        "For how many requests one counts: an expression that gives a whole number. Without it, and where it gives null, for one.",
        examples: "query.size", foreign: ["weight", "tokens", "hits_addend"])

    static let observe = Key(
        "observe", .bool, "Whether nothing is refused: metrics and the log say what would have been.",
        default: false, foreign: ["dry-run", "dry_run", "shadow", "shadow_mode", "limit_req_dry_run"])

    static let whenUnreachable = Key(
        "when-unreachable",
        .oneOf(LimitPlan.WhenUnreachable.allCases.map { ($0.rawValue, $0) }) { word in
            (
                "`\(word)` can't become of requests while Redis is away",
                "`local` has each instance admit its share, `open` admits all, `closed` none"
            )
        },
        "What holds while the Redis of `redis` can't be asked: each instance admits its share (`local`), all are admitted (`open`), or none is (`closed`).",
        default: LimitPlan.WhenUnreachable.local,
        foreign: ["fail-open", "failure-mode", "failure_mode_deny", "redis-failure"])

    static let keys = Key(
        "keys", .integer(256...LimitTable.mostKeys),
        "For how many keys there is room: 256 to 67,108,864. Each takes 16 bytes once it is there. With more keys than that, some "
            + "requests are refused early.", default: 1 << 20, foreign: ["max-keys", "zone", "size"])

    static let table = KeyTable(
        "a limit", keys: [rate, burst, quota, utcOffset, by, withoutKey, cost, whenUnreachable, observe, keys],
        foreign: [ForeignNames("unit", "window", "period", "per-second", help: "it belongs to `rate`: `rate: 600/m`")],
        example: "write it like `{ rate: 20/s, by: client.address }`",
        rules: { [("oneOf", [["required": ["rate"]], ["required": ["quota"]]])] })

    /// The limits of gateway.yaml.
    static let named = Key(
        "limits", .node(.map(names: "^[A-Za-z0-9_.-]+$", of: table.schema)),
        "How often clients may ask: limits, each under a name by which `defaults`, endpoints and routes choose it. Whoever chooses it "
            + "shares its counts.", examples: ["per-address": ["rate": "600/m", "by": "client.address"]],
        foreign: ["rate-limits", "rate-limit", "rateLimit", "ratelimit"])

    /// Those that hold.
    static let choice = Key(
        "limits", .node(.list(of: ["anyOf": [.text, table.schema]])),
        "The limits that hold: names of `limits` in gateway.yaml, and limits written out, which count for this alone. `[]` for none.",
        examples: ["per-address"],
        foreign: ["rate-limit", "rate-limits", "rateLimit", "ratelimit", "throttle"])

    private static let rateForm = SchemaValue.text(
        matching: "^0*[1-9][0-9]{0,6}/(s|m|h|day)$",
        form: "how many requests in which time: a whole number, / and s, m, h or day, like 20/s")
    private static let quotaForm = SchemaValue.text(
        matching: "^0*[1-9][0-9]{0,9}/(day|month)$",
        form: "how many requests in each day or month, like 10000/day")
    private static let offsetForm = SchemaValue.text(
        matching: "^[+-][0-9]{2}:[0-9]{2}$", form: "hours and minutes ahead of UTC, like +01:00")
}
