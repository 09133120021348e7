internal import TuttiResilience

/// The keys of `outliers` of a service: when an instance gets no requests for a while.
enum OutlierKeys {
    private static let standard = OutlierPolicy.standard

    static let consecutive = Key(
        "consecutive", .integer(1...1_000),
        "So many failures of an instance in a row eject it: no connection, no response in time, or 502, 503 or 504.",
        default: standard.consecutive,
        foreign: [
            "consecutive-5xx", "consecutive_5xx", "consecutive5xxErrors", "consecutive_gateway_failure", "max_fails",
            "max-fails",
        ])

    static let ejectFor = Key(
        "eject-for", .duration,
        "How long the first ejection lasts. The second one in a row lasts twice as long, the third one three times, up to 5 minutes.",
        default: standard.ejectFor,
        foreign: ["base-ejection-time", "base_ejection_time", "baseEjectionTime", "fail_timeout", "fail-timeout"])

    static let atMost = Key(
        "at-most", .ratio, "At most this share of the instances is ejected at a time: 50 % is 0.5.",
        default: standard.atMost,
        foreign: ["max-ejection-percent", "max_ejection_percent", "maxEjectionPercent"])

    static let table = KeyTable(
        "`outliers`", keys: [consecutive, ejectFor, atMost],
        foreign: [
            ForeignNames(
                "interval", help: "remove it: failures in a row are counted as they happen, and success rates over 10 s"
            )
        ],
        example: "write it like `{ consecutive: 5, eject-for: 30s }`, or `false`")

    /// All of these, or `false`.
    static let value = SchemaValue.off(or: table.schema)
}
