package import Logging
package import TuttiDiscovery

/// Writes what becomes of the instances of services to the log of the gateway.
///
/// A service is looked for once a second at most, and a failure that stays the same is said once: so nothing floods the log.
package struct DiscoveryLog: Sendable {
    /// How many instances a line names.
    private static let named = 5

    private let log: Logger

    /// Writes to that log.
    package init(_ log: Logger) {
        self.log = log
    }

    /// Writes a line.
    package func discoveryChanged(_ event: DiscoveryEvent) {
        let service = event.service
        var fields: Logger.Metadata = ["service": "\(service)", "kind": "discovery"]
        switch event.change {
        case .instances(let now, let before, let new, let gone, let cut):
            fields["instances"] = .stringConvertible(now)
            var text = "\(service) has \(Self.count(now)) (\(before) before)"
            if !new.isEmpty { text += ": \(Self.list(new)) new" }
            if !gone.isEmpty { text += "\(new.isEmpty ? ":" : ",") \(Self.list(gone)) gone" }
            log.info("\(text)", metadata: fields)
            if cut > 0 {
                fields["cut"] = .stringConvertible(cut)
                log.warning("\(service) has more instances than are used: \(cut) are left out", metadata: fields)
            }
        case .failing(let failure, let kept):
            fields["instances"] = .stringConvertible(kept)
            fields["reason"] = "\(failure.label)"
            let rest = kept == 0 ? "it has no instance" : "it keeps \(Self.count(kept))"
            log.warning(
                "the instances of \(service) can't be found by \(event.subject): \(failure.words); \(rest)",
                metadata: fields)
        case .found(let failures, let now):
            fields["instances"] = .stringConvertible(now)
            fields["failures"] = .stringConvertible(failures)
            log.info(
                "the instances of \(service) are found again by \(event.subject): \(Self.count(now))", metadata: fields)
        }
    }

    private static func count(_ number: Int) -> String { number == 1 ? "1 instance" : "\(number) instances" }

    private static func list(_ places: [String]) -> String {
        let rest = places.count - named
        return places.prefix(named).joined(separator: ", ") + (rest > 0 ? " and \(rest) others" : "")
    }
}
