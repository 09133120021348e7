internal import NIOCore
internal import TuttiResilience

/// The headers that every response begins with, `Server` and `Date`, rendered once a second; one per event loop.
struct DateLine {
    private var date = ""
    private var rendered: [UInt8] = []
    private var staleFrom = NIODeadline.uptimeNanoseconds(0)

    /// The bytes of the two headers at that moment.
    mutating func bytes(now: NIODeadline) -> [UInt8] {
        refresh(now)
        return rendered
    }

    /// The value of `Date` at that moment.
    mutating func text(now: NIODeadline) -> String {
        refresh(now)
        return date
    }

    private mutating func refresh(_ now: NIODeadline) {
        guard now >= staleFrom || rendered.isEmpty else { return }
        let milliseconds = CalendarTime.millisecondsNow
        date = CalendarTime(seconds: milliseconds / 1000).httpDate
        rendered = Array("Server: tutti\r\nDate: \(date)\r\n".utf8)
        staleFrom = now + .milliseconds(1000 - milliseconds % 1000)
    }
}
