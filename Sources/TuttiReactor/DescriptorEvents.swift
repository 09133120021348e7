internal import CReactor

/// What can happen to a descriptor (epoll_ctl(2)).
package struct DescriptorEvents: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// It can be read, or accepted from.
    package static let readable = DescriptorEvents(rawValue: creactor_readable)
    /// It takes bytes.
    package static let writable = DescriptorEvents(rawValue: creactor_writable)
    /// The other side sends nothing more; what it sent before may still be there.
    package static let peerClosed = DescriptorEvents(rawValue: creactor_peer_closed)
    /// The connection has failed, or both of its directions are closed; comes without being asked for.
    package static let broken = DescriptorEvents(rawValue: creactor_broken)
    /// Nothing more is to be expected from the other side.
    package static let ended = DescriptorEvents(rawValue: creactor_peer_closed | creactor_broken)
    /// Each change is told once, and not for as long as it lasts: a watch then never has to be changed.
    package static let edge = DescriptorEvents(rawValue: creactor_edge)

    /// Whether one of the others is among these; generic set algebra takes 900 instructions for it.
    package func hasAny(of others: DescriptorEvents) -> Bool { rawValue & others.rawValue != 0 }
}

/// Who watches a descriptor.
package protocol DescriptorObserver: AnyObject {
    /// Something has happened to the descriptor; called on the reactor's thread.
    func descriptorIsReady(_ events: DescriptorEvents)

    /// The reactor ends, and the watch with it; called on its thread.
    func reactorStops()
}
