internal import TuttiEngine
internal import TuttiJSON
internal import TuttiResilience

/// One line of the access log: a JSON object.
struct AccessLogLine {
    private let exchange: Exchange
    private let nanoseconds: Int64
    private let hasQuery: Bool

    /// The line of an exchange that took so long.
    init(_ exchange: Exchange, nanoseconds: Int64, hasQuery: Bool) {
        self.exchange = exchange
        self.nanoseconds = nanoseconds
        self.hasQuery = hasQuery
    }

    /// The line with its line end; `time` is RFC 3339.
    func rendered(time: String) -> [UInt8] {
        var line = JSONWriter(reserving: 384 + 96 * exchange.calls.count)
        line.beginObject()
        line.write(name: "time")
        line.write(string: time)
        line.write(name: "request_id")
        line.write(string: exchange.id)
        line.write(name: "client")
        line.write(string: exchange.client)
        line.write(name: "method")
        line.write(string: exchange.method)
        line.write(name: "path")
        line.write(string: String(exchange.path))
        if hasQuery {
            line.write(name: "query")
            line.write(string: String(exchange.query))
        }
        line.write(name: "endpoint")
        line.write(string: exchange.endpointName)
        line.write(name: "status")
        line.write(exchange.status)
        line.write(name: "bytes")
        line.write(exchange.bytesSent)
        line.write(name: "duration_ms")
        line.writeRaw(Self.milliseconds(nanoseconds))
        if exchange.disconnected {
            line.write(name: "disconnected")
            line.write(true)
        }
        line.write(name: "calls")
        line.beginObject()
        for call in exchange.calls { write(call, to: &line) }
        line.endObject()
        line.endObject()
        return line.bytes + [0x0A]
    }

    private func write(_ call: CallReport, to line: inout JSONWriter) {
        line.write(name: call.name)
        line.beginObject()
        line.write(name: "outcome")
        line.write(string: call.outcome.label)
        if let reason = call.outcome.reason {
            line.write(name: "reason")
            line.write(string: reason.rawValue)
        }
        if let status = call.status {
            line.write(name: "status")
            line.write(status)
        }
        line.write(name: "ms")
        line.writeRaw(Self.milliseconds(call.duration.nanoseconds))
        if let message = call.message {
            line.write(name: "message")
            line.write(string: message)
        }
        line.endObject()
    }

    /// Milliseconds with three decimals, `12.345`.
    static func milliseconds(_ nanoseconds: Int64) -> [UInt8] {
        let microseconds = max(nanoseconds, 0) / 1000
        let fraction = String(microseconds % 1000)
        return Array("\(microseconds / 1000).".utf8) + Array(repeating: 0x30, count: 3 - fraction.utf8.count)
            + Array(fraction.utf8)
    }
}
