internal import CReactor

/// What can happen to a descriptor (epoll_ctl(2)).
///
/// No `OptionSet`: a set of two of them, made by its generic code, takes 900 instructions.
package struct DescriptorEvents: Sendable {
    /// As epoll has them.
    package let rawValue: UInt32

    /// It can be read, or accepted from.
    package static let readable = DescriptorEvents(rawValue: creactor_readable)
    /// It takes bytes.
    package static let writable = DescriptorEvents(rawValue: creactor_writable)
    /// It can be read, or takes bytes.
    package static let both = DescriptorEvents(rawValue: creactor_readable | creactor_writable)
    /// Nothing more is to be expected from the other side than what it has sent already: it has closed its half, or the
    /// connection has failed.
    package static let ended = DescriptorEvents(rawValue: creactor_peer_closed | creactor_broken)
    /// The connection has failed, or both halves are closed.
    package static let broken = DescriptorEvents(rawValue: creactor_broken)
    /// All of them, edge-triggered: each change is reported once, and the watch never has to be changed.
    package static let everyChange = DescriptorEvents(
        rawValue: creactor_readable | creactor_writable | creactor_peer_closed | creactor_edge)

    /// Whether one of the others is among these.
    package func hasAny(of others: DescriptorEvents) -> Bool { rawValue & others.rawValue != 0 }
}
