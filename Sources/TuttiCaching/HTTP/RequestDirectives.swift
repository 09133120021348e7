internal import TuttiPolicies

/// What a client asks of caches (RFC 9111, 5.2.1).
///
/// No cache has to do it.
package struct RequestDirectives: Sendable, Equatable {
    /// How stale a response may be that the client takes.
    package enum Staleness: Sendable, Equatable {
        /// Not at all.
        case none
        /// By so many seconds.
        case seconds(Int64)
        /// By any time.
        case any
    }

    /// `no-cache`, also in the form of HTTP/1.0.
    package var noCache = false
    /// `no-store`.
    package var noStore = false
    /// `only-if-cached`.
    package var onlyIfCached = false
    /// `max-age`, in seconds.
    package var maxAge: Int64?
    /// `min-fresh`, in seconds.
    package var minFresh: Int64?
    /// `max-stale`.
    package var maxStale = Staleness.none

    /// None.
    package init() {}

    /// Reads the values of all headers `Cache-Control` and `Pragma` of a request; the latter counts where there is none of the former.
    package init(cacheControl: [String], pragma: [String] = []) {
        for directive in DirectiveList(cacheControl.isEmpty ? pragma : cacheControl).directives {
            let seconds = directive.isMalformed ? nil : directive.value.flatMap(DeltaSeconds.read)
            switch directive.name {
            case "no-cache": noCache = true
            case _ where cacheControl.isEmpty: break
            case "no-store": noStore = true
            case "only-if-cached": onlyIfCached = true
            // What can't be read asks for the most that it can ask for.
            case "max-age": maxAge = min(maxAge ?? .max, seconds ?? 0)
            case "min-fresh": minFresh = max(minFresh ?? 0, seconds ?? DeltaSeconds.most)
            case "max-stale" where directive.value == nil: maxStale = .any
            case "max-stale": maxStale = seconds.map { .seconds($0) } ?? .none
            default: break
            }
        }
    }
}
