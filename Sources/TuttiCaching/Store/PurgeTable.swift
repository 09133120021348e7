internal import TuttiResilience

/// When which tags were purged: a cached response is compared with it when it is looked up.
///
/// A purge takes the same time however many responses it meets, and holds for those that are on their way as it comes: what counts is
/// when a response was asked for. The table is bounded. When it is full, tags go that no kept response has; what is on its way then is not
/// kept. Only where more tags of kept responses are purged than there is room for, everything counts as purged.
struct PurgeTable {
    /// What a purge does to a response from before it.
    enum Effect {
        case none
        /// It is stale: it may stand in while there is no newer one.
        case stale
        /// It is gone.
        case gone
    }

    private struct Times {
        var soft = MonotonicTime(nanoseconds: .min)
        var hard = MonotonicTime(nanoseconds: .min)

        mutating func note(isSoft: Bool, _ now: MonotonicTime) {
            if isSoft { soft = max(soft, now) } else { hard = max(hard, now) }
        }

        func effect(on requestedAt: MonotonicTime) -> Effect {
            requestedAt <= hard ? .gone : requestedAt <= soft ? .stale : .none
        }
    }

    /// The most tags it knows.
    static let mostTags = 8192

    private var all = Times()
    private var tags: [CacheTag: Times] = [:]
    private var isEmpty = true
    /// What was asked for up to then is not kept: the purges that may have met it are forgotten.
    private(set) var forgottenUntil = MonotonicTime(nanoseconds: .min)

    /// Notes that what bears a tag was purged, or everything where that is nil.
    mutating func purge(_ tag: CacheTag?, isSoft: Bool, now: MonotonicTime) {
        isEmpty = false
        guard let tag else { return all.note(isSoft: isSoft, now) }
        tags[tag, default: Times()].note(isSoft: isSoft, now)
    }

    /// Whether there is no room for another tag.
    func isFull(for tag: CacheTag?) -> Bool {
        guard let tag else { return false }
        return tags[tag] == nil && tags.count >= Self.mostTags
    }

    /// Forgets the tags that no kept response has.
    mutating func forget(allBut kept: Set<CacheTag>, now: MonotonicTime) {
        forgottenUntil = now
        tags = tags.filter { kept.contains($0.key) }
        guard tags.count > Self.mostTags / 2 else { return }
        all.note(isSoft: !tags.values.contains { $0.hard > all.hard }, now)
        tags = [:]
    }

    /// What became of a response with these tags that was asked for at that time.
    func effect(on tags: [CacheTag], requestedAt: MonotonicTime) -> Effect {
        guard !isEmpty else { return .none }
        var effect = all.effect(on: requestedAt)
        guard !self.tags.isEmpty else { return effect }
        for tag in tags {
            switch self.tags[tag]?.effect(on: requestedAt) {
            case .gone: return .gone
            case .stale: if case .none = effect { effect = .stale }
            case .some(.none), nil: break
            }
        }
        return effect
    }
}
