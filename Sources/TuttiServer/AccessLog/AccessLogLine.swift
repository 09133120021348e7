internal import HTTPTypes
internal import TuttiCrypto
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// One line of the access log: a JSON object, written to the end of the event loop's buffer.
///
/// There is one for each request, so nothing is allocated on the way: member names are literals, and a string that needs no
/// escapes is copied from its own memory.
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

    /// Appends the line with its line end.
    func write(to bytes: inout [UInt8], clock: inout AccessLogClock) {
        Self.write("{\"time\":\"", to: &bytes)
        clock.write(to: &bytes)
        Self.write("\",\"request_id\":", to: &bytes)
        Self.write(string: exchange.id, to: &bytes)
        Self.write(",\"client\":", to: &bytes)
        Self.write(string: exchange.client.address, to: &bytes)
        if let certificate = exchange.client.rules.certificate {
            Self.write(",\"client_certificate\":", to: &bytes)
            Self.write(string: certificate.subject, to: &bytes)
        }
        writeIdentity(to: &bytes)
        if exchange.request.isHTTP2 { Self.write(",\"protocol\":\"h2\"", to: &bytes) }
        Self.write(",\"method\":", to: &bytes)
        Self.write(string: exchange.request.method?.rawValue ?? "-", to: &bytes)
        Self.write(",\"path\":", to: &bytes)
        Self.write(string: exchange.request.path, to: &bytes)
        if hasQuery {
            Self.write(",\"query\":", to: &bytes)
            let query = exchange.hidesQuery ? "" : exchange.request.query
            Self.write(string: exchange.logRules?.query(query) ?? query, to: &bytes)
        }
        Self.write(",\"endpoint\":", to: &bytes)
        Self.write(string: exchange.endpointName, to: &bytes)
        Self.write(",\"status\":", to: &bytes)
        Self.write(Int64(exchange.status), to: &bytes)
        Self.write(",\"bytes\":", to: &bytes)
        Self.write(Int64(exchange.bytesSent), to: &bytes)
        if exchange.route != nil {
            Self.write(",\"request_bytes\":", to: &bytes)
            Self.write(Int64(exchange.bodyBytes), to: &bytes)
        }
        Self.write(",\"duration_ms\":", to: &bytes)
        Self.write(milliseconds: nanoseconds, to: &bytes)
        if exchange.isShed { Self.write(",\"shed\":true", to: &bytes) }
        if let use = exchange.cacheUse {
            Self.write(",\"cache\":", to: &bytes)
            Self.write(string: use.label, to: &bytes)
        }
        if let mark = exchange.repeatMark, mark != .first {
            Self.write(",\"idempotency\":", to: &bytes)
            Self.write(string: mark.rawValue, to: &bytes)
        }
        if let limit = exchange.refusedLimit {
            Self.write(",\"limit\":", to: &bytes)
            Self.write(string: limit, to: &bytes)
        }
        if let limit = exchange.observedLimit {
            Self.write(",\"limit_observed\":", to: &bytes)
            Self.write(string: limit, to: &bytes)
        }
        if exchange.isBrokenOff { Self.write(",\"broken_off\":true", to: &bytes) }
        if exchange.disconnected { Self.write(",\"disconnected\":true", to: &bytes) }
        for (index, failure) in exchange.responseFailures.enumerated() {
            Self.write(index == 0 ? ",\"response_failures\":[" : ",", to: &bytes)
            Self.write(string: failure, to: &bytes)
        }
        if !exchange.responseFailures.isEmpty { Self.write("]", to: &bytes) }
        Self.write(",\"calls\":{", to: &bytes)
        for (index, call) in exchange.calls.enumerated() {
            if index > 0 { Self.write(",", to: &bytes) }
            Self.write(call, to: &bytes)
        }
        Self.write("}}\n", to: &bytes)
    }

    /// Who it was, and why it was refused.
    private func writeIdentity(to bytes: inout [UInt8]) {
        if let identity = exchange.identity {
            Self.write(",\"auth\":", to: &bytes)
            Self.write(string: identity.way, to: &bytes)
            if let subject = identity.subject, let text = logged(subject) {
                Self.write(",\"sub\":", to: &bytes)
                Self.write(string: text, to: &bytes)
            }
        }
        if let failure = exchange.authenticationFailure {
            Self.write(",\"auth_failure\":", to: &bytes)
            Self.write(string: failure, to: &bytes)
        }
        if let rule = exchange.refusingRule {
            Self.write(",\"rule\":", to: &bytes)
            Self.write(string: rule, to: &bytes)
        }
    }

    private func logged(_ subject: String) -> String? {
        switch exchange.logRules?.subjects ?? .never {
        case .clear: subject
        case .hashed: (try? Crypto.load()).map { String($0.sha256(subject.utf8.span).hexadecimal.prefix(16)) }
        case .never: nil
        }
    }

    private static func write(_ call: CallReport, to bytes: inout [UInt8]) {
        write(string: call.name, to: &bytes)
        write(":{\"outcome\":", to: &bytes)
        write(string: call.outcome.label, to: &bytes)
        if let reason = call.outcome.reason {
            write(",\"reason\":", to: &bytes)
            write(string: reason.rawValue, to: &bytes)
        }
        if let status = call.status {
            write(",\"status\":", to: &bytes)
            write(Int64(status), to: &bytes)
        }
        if call.attempts > 1 {
            write(",\"attempts\":", to: &bytes)
            write(Int64(call.attempts), to: &bytes)
        }
        if let failed = call.failedItems {
            write(",\"failed\":", to: &bytes)
            write(Int64(failed), to: &bytes)
        }
        if let unmatched = call.unmatchedItems {
            write(",\"unmatched\":", to: &bytes)
            write(Int64(unmatched), to: &bytes)
        }
        if let age = call.age {
            write(",\"age\":", to: &bytes)
            write(age.nanoseconds / 1_000_000_000, to: &bytes)
        }
        if let undo = call.undo {
            write(",\"undo\":", to: &bytes)
            write(string: undo.rawValue, to: &bytes)
        }
        write(",\"ms\":", to: &bytes)
        write(milliseconds: call.duration.nanoseconds, to: &bytes)
        if let message = call.message {
            write(",\"message\":", to: &bytes)
            write(string: message, to: &bytes)
        }
        write("}", to: &bytes)
    }
}

/// The parts of a line.
extension AccessLogLine {
    private static func write(_ text: StaticString, to bytes: inout [UInt8]) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Appends a string in quotes.
    private static func write(string: some StringProtocol, to bytes: inout [UInt8]) {
        let isPlain = string.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        guard isPlain else {
            var writer = JSONWriter()
            writer.write(string: String(string))
            bytes.append(contentsOf: writer.bytes)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: string.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends a number; a negative one, which no line should have, as 0.
    private static func write(_ number: Int64, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = max(number, 0)
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// Appends milliseconds with three decimals, `12.345`.
    static func write(milliseconds nanoseconds: Int64, to bytes: inout [UInt8]) {
        let microseconds = max(nanoseconds, 0) / 1000
        write(microseconds / 1000, to: &bytes)
        write(thousandths: microseconds % 1000, to: &bytes)
    }

    /// Appends a decimal point and three digits.
    static func write(thousandths: Int64, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "."))
        for divisor: Int64 in [100, 10, 1] {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: thousandths / divisor % 10))
        }
    }
}
