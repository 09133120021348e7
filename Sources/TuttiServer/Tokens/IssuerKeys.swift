internal import Logging
internal import Synchronization
internal import TuttiCrypto
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// The keys of an issuer, fetched again and again in the background; all event loops look at the same.
final class IssuerKeys: TokenKeySource {
    /// No more requests than these wait for a fetch; further ones are refused at once.
    private static let mostWaiting = 1000

    private struct State {
        var schedule = KeySchedule()
        var keys: TokenKeys?
        /// When they were fetched, in seconds since 1970.
        var since: Int?
        /// Why the last fetch has failed; nil where it hasn't.
        var failure: String?
        var waiting: [@Sendable () -> Void] = []
        var timer: UpstreamTimer?
    }

    private let fetch: KeyFetch
    private let algorithms: [SignatureAlgorithm]
    private let log: Logger
    private let state = Mutex(State())
    private let changes = Atomic(0)

    /// Keys that are fetched from now on.
    init(_ fetch: KeyFetch, algorithms: [SignatureAlgorithm], log: Logger) {
        self.fetch = fetch
        self.algorithms = algorithms
        self.log = log
    }

    deinit {
        state.withLock { $0.timer?.cancel() }
    }

    var version: Int { changes.load(ordering: .acquiring) }

    var keys: TokenKeys? {
        let now = fetch.transport.now
        return state.withLock { $0.schedule.holds(at: now) ? $0.keys : nil }
    }

    var mayRenew: Bool {
        let now = fetch.transport.now
        return state.withLock { $0.schedule.mayAsk(at: now) && $0.waiting.count < Self.mostWaiting }
    }

    func renew(_ done: @escaping @Sendable () -> Void) -> Bool {
        let now = fetch.transport.now
        let begins = state.withLock { state -> Bool? in
            guard state.schedule.mayAsk(at: now), state.waiting.count < Self.mostWaiting else { return nil }
            state.waiting.append(done)
            return Self.begin(&state, at: now)
        }
        if begins == true { run() }
        return begins != nil
    }

    /// Fetches the keys now, unless that is being done.
    func refresh() {
        let now = fetch.transport.now
        if state.withLock({ Self.begin(&$0, at: now) }) { run() }
    }

    private static func begin(_ state: inout State, at now: MonotonicTime) -> Bool {
        guard !state.schedule.isFetching else { return false }
        state.schedule.begin(at: now)
        state.timer?.cancel()
        state.timer = nil
        return true
    }

    /// Not on a worker's thread: a large set takes long to make ready.
    private func run() {
        Task { [self] in
            do throws(IssuerFailure) {
                let fetched = try await fetch.run()
                guard let crypto = try? Crypto.load() else {
                    return ended(with: "libcrypto can't be loaded")
                }
                let keys = TokenKeys(fetched.set, algorithms: algorithms, crypto: crypto)
                guard !keys.keys.isEmpty else {
                    return ended(with: keys.remarks.first ?? "there is none")
                }
                ended(with: keys, lifetime: fetched.lifetime)
            } catch {
                ended(with: error.message)
            }
        }
    }

    private func ended(with keys: TokenKeys, lifetime: TimeSpan?) {
        let (now, jitter) = (fetch.transport.now, fetch.transport.jitter)
        let (waiting, isNew, next) = state.withLock { state in
            let isNew = state.keys?.remarks != keys.remarks || state.failure != nil || state.keys == nil
            let next = state.schedule.succeeded(at: now, lifetime: lifetime, jitter: jitter)
            state.keys = keys
            state.since = Int(CalendarTime.millisecondsNow / 1000)
            state.failure = nil
            defer { state.waiting = [] }
            return (state.waiting, isNew, next)
        }
        changes.add(1, ordering: .releasing)
        if isNew {
            log.info("issuer \(fetch.issuer): \(keys.keys.count) keys are held")
            for remark in keys.remarks.prefix(20) { log.warning("issuer \(fetch.issuer): \(remark)") }
        }
        again(at: next)
        for done in waiting { done() }
    }

    private func ended(with failure: String) {
        let now = fetch.transport.now
        let (waiting, isNew, next, since) = state.withLock { state in
            let isNew = state.failure != failure
            let next = state.schedule.failed(at: now)
            state.failure = failure
            defer { state.waiting = [] }
            return (state.waiting, isNew, next, state.since)
        }
        if isNew {
            let held =
                since.map { "those of \(CalendarTime(seconds: Int64($0)).rfc3339) are used for a day" }
                ?? "until they can, who sends a token gets 503"
            log.warning("issuer \(fetch.issuer): the keys can't be fetched: \(failure); \(held)")
        }
        again(at: next)
        for done in waiting { done() }
    }

    private func again(at time: MonotonicTime) {
        let timer = fetch.transport.schedule(at: time) { [weak self] in self?.refresh() }
        state.withLock { $0.timer = timer }
    }

    private static func report(_ key: TokenKeys.Key) -> JSONValue {
        ["kid": .text(key.id), "algorithms": .strings(key.key.algorithms.map(\.rawValue))]
    }

    /// What the admin listener says.
    var report: JSONValue {
        let now = fetch.transport.now
        return state.withLock { state -> JSONValue in
            let held = state.schedule.holds(at: now) ? state.keys?.keys ?? [] : []
            return [
                "issuer": .string(fetch.issuer),
                "keys": .array(held.map(Self.report)),
                "since": .text(state.since.map { CalendarTime(seconds: Int64($0)).rfc3339 }),
                "remarks": .strings(state.keys?.remarks ?? []),
                "failure": .text(state.failure),
            ]
        }
    }
}
