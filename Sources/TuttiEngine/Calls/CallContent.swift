internal import HTTPTypes
internal import TuttiResilience

/// What a call sends, but not where to.
struct CallContent: Sendable {
    /// Path and query, without the base path of an instance.
    let target: String
    var headers: [HTTPField] = []
    var body: [UInt8]?
    var deadline: MonotonicTime
}
