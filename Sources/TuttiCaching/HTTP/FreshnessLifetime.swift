internal import HTTPTypes
internal import TuttiPolicies

/// How long a response is fresh, and how old it is when it comes (RFC 9111, 4.2).
struct FreshnessLifetime {
    /// A lifetime that is guessed is no longer than a day.
    static let mostHeuristic: Int64 = 86_400

    /// In seconds; nil without anything that gives one.
    let seconds: Int64?
    /// Whether the service has said it.
    let isExplicit: Bool

    /// The lifetime of a response.
    ///
    /// - Parameters:
    ///   - fields: the response's headers.
    ///   - directives: what they say of caching.
    ///   - isTargeted: whether a targeted field says that, and `Expires` doesn't count.
    ///   - isGuessed: whether a lifetime may be guessed of its status.
    ///   - now: when it came, in seconds since 1970.
    init(_ fields: [HTTPField], _ directives: ResponseDirectives, isTargeted: Bool, isGuessed: Bool, now: Int64) {
        if let explicit = directives.sharedMaxAge ?? directives.maxAge {
            seconds = explicit
            isExplicit = true
            return
        }
        let date = Self.date(fields, now: now) ?? now
        let expires = isTargeted ? [] : fields.filter { $0.name == .expires }
        if let first = expires.first {
            // What can't be read, `0` above all, is in the past (5.3).
            let moment = expires.count == 1 ? CacheDate.read(first.value, now: now) : nil
            seconds = moment.map { min(max($0 - date, 0), DeltaSeconds.most) } ?? 0
            isExplicit = true
            return
        }
        isExplicit = false
        // A tenth of the time since the last change, as the RFC suggests.
        seconds =
            isGuessed
            ? Self.lastModified(fields, now: now).map { min(max((date - $0) / 10, 0), Self.mostHeuristic) } : nil
    }

    /// `Date`, in seconds since 1970.
    static func date(_ fields: [HTTPField], now: Int64) -> Int64? {
        fields.first { $0.name == .date }.flatMap { CacheDate.read($0.value, now: now) }
    }

    /// `Last-Modified`, in seconds since 1970.
    static func lastModified(_ fields: [HTTPField], now: Int64) -> Int64? {
        fields.first { $0.name == .lastModified }.flatMap { CacheDate.read($0.value, now: now) }
    }

    /// How old a response is when it comes, in milliseconds: `corrected_initial_age` of 4.2.3.
    ///
    /// Of several ages the first one counts (5.1); what is no number is ignored.
    static func initialAge(_ fields: [HTTPField], _ moments: CacheMoments) -> Int64 {
        let seconds = moments.received / 1_000
        let apparent = date(fields, now: seconds).map { max(seconds - $0, 0) } ?? 0
        let sent = fields.first { $0.name == .age }.flatMap { field -> Int64? in
            var members = ListMembers(field.value)
            return members.next().flatMap { DeltaSeconds.read($0) }
        }
        let corrected = (sent ?? 0) * 1_000 + (moments.received - moments.requested)
        return max(min(apparent, DeltaSeconds.most) * 1_000, corrected)
    }

    /// Whether a lifetime may be guessed for a status (RFC 9110, 15.1).
    static func mayGuess(_ status: Int) -> Bool {
        switch status {
        case 200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501: true
        default: false
        }
    }

    /// Whether the meaning of a status is known here, which `must-understand` asks for.
    static func understands(_ status: Int) -> Bool {
        switch status {
        case 200...204, 300...303, 307, 308, 400...406, 408...417, 421, 422, 426, 428, 429, 431, 451, 500...505, 511:
            true
        default: false
        }
    }
}
