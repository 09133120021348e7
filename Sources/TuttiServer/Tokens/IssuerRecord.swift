internal import Logging
internal import Synchronization
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// What came of asking an issuer for one thing, for log, metrics and admin listener; never with a secret.
final class IssuerRecord: Sendable {
    /// What the issuer is asked for.
    enum Purpose: String, Sendable {
        /// What a client's token is worth.
        case introspection
        /// A token that the gateway shows to a service.
        case clientCredentials = "client-credentials"
        /// A token for that of a client.
        case tokenExchange = "token-exchange"
    }

    private struct State {
        var succeeded = 0
        var failed = 0
        /// When it last worked, in seconds since 1970.
        var since: Int?
        /// Until when what it gave is good.
        var until: Int?
        /// Why it last failed; nil where it works.
        var failure: String?
        /// How many times it has failed in a row.
        var failuresInARow = 0
        /// What the log was told last: what the issuer has said, and when, in seconds since 1970.
        var logged: (code: String, at: Int)?
    }

    /// The log has at most a line in so many seconds of it.
    private static let pause = 10

    let purpose: Purpose
    /// The way or the service that it is for.
    let name: String
    private let address: IssuerAddress
    private let log: Logger
    private let state = Mutex(State())

    /// A record that begins empty.
    init(_ purpose: Purpose, of name: String, at address: IssuerAddress, log: Logger) {
        self.purpose = purpose
        self.name = name
        self.address = address
        self.log = log
    }

    /// How often it worked, and how often it didn't.
    var counts: (succeeded: Int, failed: Int) { state.withLock { ($0.succeeded, $0.failed) } }
    /// How many times it has failed in a row.
    var failuresInARow: Int { state.withLock { $0.failuresInARow } }

    /// It has worked; what it gave is good for so many seconds, where that is one thing for all.
    func succeeded(lifetime: Int? = nil) {
        let now = Int(CalendarTime.millisecondsNow / 1000)
        let former = state.withLock { state in
            state.succeeded &+= 1
            state.since = now
            state.until = lifetime.map { now + $0 }
            state.failuresInARow = 0
            state.failure = nil
            defer { state.logged = nil }
            return state.logged
        }
        if former != nil { log.info("\(name): \(address) gives \(purpose.rawValue) again") }
    }

    /// It hasn't; the log is told when that begins, and when the reason is another one, but not more often than once in 10 s.
    ///
    /// One that isn't `isAway` is about what was asked, and doesn't count as one in a row.
    func failed(_ failure: IssuerFailure, isAway: Bool = true) {
        let now = Int(CalendarTime.millisecondsNow / 1000)
        let code = failure.code ?? failure.status.map(String.init) ?? ""
        let isNew = state.withLock { state in
            state.failed &+= 1
            state.failuresInARow = isAway ? state.failuresInARow &+ 1 : 0
            state.failure = failure.message
            // What an issuer says of each request in other words is the same.
            if let logged = state.logged, logged.code == code || now - logged.at < Self.pause { return false }
            state.logged = (code, now)
            return true
        }
        if isNew { log.warning("\(name): no \(purpose.rawValue): \(failure.message)") }
    }

    /// What the admin listener says.
    var report: JSONValue {
        let state = state.withLock { $0 }
        return [
            "for": .string(purpose.rawValue),
            "name": .string(name),
            "address": .string(address.description),
            "succeeded": .integer(state.succeeded),
            "failed": .integer(state.failed),
            "since": .text(state.since.map { CalendarTime(seconds: Int64($0)).rfc3339 }),
            "until": .text(state.until.map { CalendarTime(seconds: Int64($0)).rfc3339 }),
            "failure": .text(state.failure),
        ]
    }
}
