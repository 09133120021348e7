internal import HTTPTypes
internal import TuttiCaching
internal import TuttiResilience

/// What a call sends: all of a request but the instance that it goes to.
struct CallContent: Sendable {
    /// Path and query, without the base path of an instance.
    let target: String
    var headers: [HTTPField] = []
    var body: [UInt8]?
    var deadline: MonotonicTime
    /// What few calls have; nil for nothing of it.
    private var extras: Extras?

    /// One reference, since contents are copied often.
    private final class Extras: Sendable {
        let credential: HeldToken?
        let cacheTags: [CacheTag]

        init(_ credential: HeldToken?, _ cacheTags: [CacheTag]) {
            (self.credential, self.cacheTags) = (credential, cacheTags)
        }
    }

    /// What it shows in `Authorization`; nil for nothing but what is in ``headers``.
    var credential: HeldToken? {
        get { extras?.credential }
        set { if newValue != nil || extras != nil { extras = Extras(newValue, cacheTags) } }
    }

    /// What its response is purged by, by the file.
    var cacheTags: [CacheTag] {
        get { extras?.cacheTags ?? [] }
        set { if !newValue.isEmpty || extras != nil { extras = Extras(credential, newValue) } }
    }

    init(target: String, headers: [HTTPField] = [], body: [UInt8]? = nil, deadline: MonotonicTime) {
        self.target = target
        self.headers = headers
        self.body = body
        self.deadline = deadline
        extras = nil
    }
}
