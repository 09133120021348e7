internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan

extension PlanReport {
    /// A `cache` as JSON; a service's own times are null.
    static func value(_ cache: CachePlan) -> JSONValue {
        [
            "http": .bool(cache.lifetime == .http),
            "forMs": .milliseconds(cache.fixedLifetime),
            "whileRevalidateMs": .milliseconds(cache.whileRevalidate),
            "ifErrorMs": .milliseconds(cache.ifError),
            "negativeMs": .milliseconds(cache.negative),
            "vary": cache.vary.map { .array($0.map { .string($0.canonicalName) }) } ?? .null,
            "tags": .array(cache.tags.map { .string($0.source) }),
        ]
    }
}
