internal import TuttiResilience

/// The response field that says what happened to each call: a list of structured items (RFC 8941, 3.1).
///
/// `user;outcome=ok;ms=12, orders;outcome=failed;reason=timeout;ms=300`
enum CompositionStatus {
    /// The field's value for these calls.
    static func value(of reports: [CallReport], calls: [PreparedCall]) -> String {
        var text = ""
        text.reserveCapacity(reports.count * 40)
        for (report, call) in zip(reports, calls) {
            if !text.isEmpty { text += ", " }
            text += call.statusName
            text += ";outcome="
            text += report.outcome.label
            if let reason = report.outcome.reason {
                text += ";reason="
                text += reason.rawValue
            }
            if report.outcome != .skipped {
                text += ";ms="
                text += String(report.duration.milliseconds)
            }
        }
        return text
    }

    /// A call's name as a token (RFC 8941, 3.3.4), or as a string when it begins like none: `"_user"`.
    static func name(of call: String) -> String {
        guard let first = call.utf8.first, first != UInt8(ascii: "_") else { return "\"\(call)\"" }
        return call
    }
}
