internal import HTTPTypes
internal import TuttiResilience

/// What a call sends: all of a request but the instance that it goes to.
struct CallContent: Sendable {
    /// Path and query, without the base path of an instance.
    let target: String
    var headers: [HTTPField] = []
    var body: [UInt8]?
    var deadline: MonotonicTime
}
