internal import NIOCore
internal import TuttiResilience

/// The headers that every response begins with, `Server` and `Date`, rendered once a second; one per event loop.
struct DateLine {
    private var rendered: [UInt8] = []
    private var staleFrom = NIODeadline.uptimeNanoseconds(0)

    /// The bytes of the two headers at that moment.
    mutating func bytes(now: NIODeadline) -> [UInt8] {
        guard now >= staleFrom || rendered.isEmpty else { return rendered }
        let milliseconds = CalendarTime.millisecondsNow
        rendered = Array("Server: tutti\r\nDate: \(CalendarTime(seconds: milliseconds / 1000).httpDate)\r\n".utf8)
        staleFrom = now + .milliseconds(1000 - milliseconds % 1000)
        return rendered
    }
}
