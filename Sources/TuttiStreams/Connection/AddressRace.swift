internal import NIOCore
internal import TuttiResilience

/// In which order, and how soon after each other, the addresses of a host are tried (RFC 8305, "Happy Eyeballs").
///
/// The resolver's order, but the families take turns: where one of them is dead, the second address is of the other one.
/// ```
/// v6a v6b v6c v4a  ──►  v6a v4a v6b v6c
/// ```
struct AddressRace {
    /// How long an address is alone before the next one is tried beside it (RFC 8305, 8).
    static let headStart = TimeSpan.milliseconds(250)

    private var left: ArraySlice<SocketAddress>

    init(_ addresses: [SocketAddress]) {
        let family = addresses.first?.protocol
        let (same, other) = (addresses.filter { $0.protocol == family }, addresses.filter { $0.protocol != family })
        let pairs = zip(same, other).flatMap { [$0, $1] }
        let rest = same.dropFirst(other.count) + other.dropFirst(same.count)
        left = (pairs + rest)[...]
    }

    /// Whether there is none that was not tried.
    var isOver: Bool { left.isEmpty }

    /// The next address to try; nil where there is none.
    mutating func next() -> SocketAddress? { left.popFirst() }

    /// How long the one that was tried last is alone; less than ``headStart`` where the others would have no time left.
    func headStart(until end: MonotonicTime, now: MonotonicTime) -> TimeSpan {
        min(Self.headStart, TimeSpan(nanoseconds: max((end - now).nanoseconds / Int64(left.count + 1), 1)))
    }
}
