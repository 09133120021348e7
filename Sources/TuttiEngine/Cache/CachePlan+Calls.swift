internal import TuttiCaching
internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiResilience

extension CachePlan {
    /// How long a response of that status is fresh by the file.
    func lifetime(ofStatus status: Int?) -> TimeSpan {
        if let negative, let status, Self.negativeStatuses.contains(status) { return negative }
        return fixedLifetime ?? .zero
    }

    /// How old a response may be that stands in for a failure; nil where none does.
    var staleBound: TimeSpan? {
        guard let fixedLifetime, let ifError else { return nil }
        return fixedLifetime + ifError
    }

    /// The tags of a request; one that can't be worked out, or has a placeholder that is null, is left out.
    func tags(in scope: Scope) -> [CacheTag] {
        tags.compactMap { tag in (try? tag.fieldValue(in: scope)).flatMap(\.self).map { CacheTag(.tag, $0) } }
    }
}
