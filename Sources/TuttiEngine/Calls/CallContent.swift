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
    /// What its response is purged by, by the file.
    var cacheTags: [CacheTag] = []
    /// What it shows in `Authorization`; nil for nothing but what is in ``headers``.
    var credential: HeldToken?

    init(target: String, headers: [HTTPField] = [], body: [UInt8]? = nil, deadline: MonotonicTime) {
        self.target = target
        self.headers = headers
        self.body = body
        self.deadline = deadline
        credential = nil
    }
}
