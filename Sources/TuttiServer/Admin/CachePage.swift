internal import HTTPTypes
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// What the admin listener says of the response cache, and how what is in it is purged.
///
/// ```
/// GET  /cache
/// POST /cache/purge?tag=user-7           or service=, endpoint=, path=, each any number of times; all=true; soft=false removes
/// ```
struct CachePage: Sendable {
    static let path = "/cache"
    static let purgePath = "/cache/purge"

    let generations: Generations

    /// `responses`, `bytes`, `limit-bytes` and `evictions`.
    func figures() -> ComposedResponse {
        let engine = generations.current.answering
        let figures = engine.cachedResponses
        return .admin(status: 200) { body in
            body.write(name: "responses")
            body.write(figures.count)
            body.write(name: "bytes")
            body.write(figures.bytes)
            body.write(name: "limit-bytes")
            body.write(engine.plan.settings.cacheMemory)
            body.write(name: "evictions")
            body.write(figures.evictions)
        }
    }

    /// Purges what the query names.
    func purge(query: Substring, now: MonotonicTime) -> ComposedResponse {
        let purges: [CachePurge]
        do throws(Mistake) {
            purges = try Self.purges(query)
        } catch {
            return .adminStatus(400, "not understood", error.message)
        }
        let engine = generations.current.answering
        for purge in purges { engine.purge(purge, now: now) }
        return .adminStatus(200, purges.first?.isSoft == false ? "removed" : "stale", nil)
    }

    /// What is wrong with a query.
    struct Mistake: Error, Equatable {
        let message: String
    }

    /// What a query asks for.
    static func purges(_ query: Substring) throws(Mistake) -> [CachePurge] {
        var targets: [CachePurge.Target] = []
        var isSoft = true
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = PercentDecoding.formText(pair[..<equals])
            let value = PercentDecoding.formText(pair[equals...].dropFirst())
            switch (name, value) {
            case ("soft", "true"): isSoft = true
            case ("soft", "false"): isSoft = false
            case ("all", "true"): targets.append(.everything)
            case ("tag", let tag) where !tag.isEmpty: targets.append(.tag(tag))
            case ("service", let service) where !service.isEmpty: targets.append(.service(service))
            case ("endpoint", let endpoint) where !endpoint.isEmpty: targets.append(.endpoint(endpoint))
            case ("path", let path) where path.hasPrefix("/"): targets.append(.path(path))
            default:
                throw Mistake(
                    message:
                        "`\(name)=\(value)` names nothing to purge; there are tag=, service=, endpoint=, path=/…, all=true, and soft=false."
                )
            }
        }
        guard !targets.isEmpty else {
            throw Mistake(message: "Say what is purged: ?tag=, ?service=, ?endpoint=, ?path=, or ?all=true.")
        }
        let soft = isSoft
        return targets.map { CachePurge($0, isSoft: soft) }
    }
}
