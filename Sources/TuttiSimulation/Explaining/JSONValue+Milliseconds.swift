internal import TuttiJSON
internal import TuttiResilience

extension JSONValue {
    /// Whole milliseconds; null for no time.
    static func milliseconds(_ time: TimeSpan?) -> JSONValue {
        time.map { .integer(Int(clamping: $0.milliseconds)) } ?? .null
    }
}
