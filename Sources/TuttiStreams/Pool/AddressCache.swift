internal import NIOCore
internal import TuttiResilience

/// The addresses of names, for a while: no resolver, and the time is passed in.
///
/// A name that is in use is resolved anew before its addresses are too old, so that requests wait for the resolver once.
struct AddressCache {
    /// What is known of a name.
    struct Answer: Equatable {
        /// Its addresses; nil when they are unknown, or too old.
        var addresses: [SocketAddress]?
        /// Whether the name is to be resolved: its addresses are missing or grow old, and nobody has been told so yet.
        var needsResolving: Bool
    }

    private struct Entry {
        var addresses: [SocketAddress] = []
        /// When they were learned; nil while they never were.
        var since: MonotonicTime?
        var isResolving = false
    }

    /// How long addresses are used.
    static let lifetime = TimeSpan.seconds(30)
    /// How old they are when they are asked for anew.
    static let renewal = TimeSpan.seconds(20)
    /// The most names.
    static let mostNames = 4_096

    private var entries: [String: Entry] = [:]

    /// Looks up a name and a port, as text.
    mutating func lookUp(_ name: String, now: MonotonicTime) -> Answer {
        var entry = entries[name] ?? Entry()
        let age = entry.since.map { now - $0 } ?? Self.lifetime
        let needsResolving = age >= Self.renewal && !entry.isResolving
        if needsResolving {
            entry.isResolving = true
            if entries.count >= Self.mostNames { entries = entries.filter { $0.value.isResolving } }
            entries[name] = entry
        }
        return Answer(addresses: age < Self.lifetime ? entry.addresses : nil, needsResolving: needsResolving)
    }

    /// A name was resolved; nil when it could not be: then what is known stays, until it is too old.
    mutating func resolved(_ name: String, to addresses: [SocketAddress]?, now: MonotonicTime) {
        guard var entry = entries[name] else { return }
        entry.isResolving = false
        if let addresses {
            entry.addresses = addresses
            entry.since = now
        }
        entries[name] = entry.since == nil ? nil : entry
    }
}
