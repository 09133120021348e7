internal import HTTPTypes
internal import NIOCore
internal import TuttiResilience

/// The headers that every response begins with, `Server` and `Date`, rendered once a second; one per event loop.
struct DateLine {
    /// The value of `Server`.
    static let server = "tutti"

    private var date = ""
    private var rendered: [UInt8] = []
    private var staleFrom = NIODeadline.uptimeNanoseconds(0)

    /// The bytes of the two headers at that moment.
    mutating func bytes(now: NIODeadline) -> [UInt8] {
        refresh(now)
        return rendered
    }

    /// The bytes of those of the two that a response lacks whose headers are a service's: when it has made the response, and with what,
    /// holds for the client as well (RFC 9110, 6.6.1 and 10.2.4).
    mutating func bytes(beside headers: [HTTPField], now: NIODeadline) -> [UInt8] {
        refresh(now)
        var (hasServer, hasDate) = (false, false)
        let headers = headers.span
        for index in headers.indices {
            switch headers[index].name.canonicalName.utf8.count {
            case 4 where headers[index].name == .date: hasDate = true
            case 6 where headers[index].name == .server: hasServer = true
            default: break
            }
        }
        switch (hasServer, hasDate) {
        case (false, false): return rendered
        case (true, false): return Array("Date: \(date)\r\n".utf8)
        case (false, true): return Array("Server: \(Self.server)\r\n".utf8)
        case (true, true): return []
        }
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
        rendered = Array("Server: \(Self.server)\r\nDate: \(date)\r\n".utf8)
        staleFrom = now + .milliseconds(1000 - milliseconds % 1000)
    }
}
