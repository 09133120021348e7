internal import TuttiUpstream

/// The prepared calls of a worker and their idle easy handles.
///
/// Confined to its worker.
struct HandlePool {
    /// By the number of the call's key.
    private var calls: [CurlCall?] = []
    /// Handles that are idle now, over all calls.
    private(set) var idleCount = 0
    /// Which call gives up the next handle when there are too many.
    private var nextToShrink = 0
    private var seenReleases = 0

    /// The prepared call; nil when its origin is no address.
    mutating func prepared(_ call: UpstreamCall, configuration: CurlTransportConfiguration) -> CurlCall? {
        let key = call.key
        let number = key.number
        if number < calls.count, let known = calls[number], known.key === key { return known }
        guard let prepared = CurlCall(call, configuration: configuration) else { return nil }
        if number >= calls.count {
            calls.append(contentsOf: repeatElement(nil, count: number + 1 - calls.count))
        }
        // The number may have been that of a call which is gone.
        drop(number)
        calls[number] = prepared
        return prepared
    }

    /// An idle handle of a call, the one used last.
    mutating func takeIdle(of call: CurlCall) -> CurlTransfer? {
        guard let transfer = call.idle.popLast() else { return nil }
        idleCount -= 1
        return transfer
    }

    /// Keeps a handle for the next request of its call, or cleans it up.
    mutating func putBack(_ transfer: CurlTransfer, of call: CurlCall, configuration: CurlTransportConfiguration) {
        guard !call.isDropped, call.idle.count < configuration.maximumHandlesPerCall,
            configuration.maximumIdleHandles > 0
        else { return transfer.cleanUp() }
        // Another call gives one up: what was used last is the likeliest to be used next.
        if idleCount >= configuration.maximumIdleHandles { shrink() }
        call.idle.append(transfer)
        idleCount += 1
    }

    /// Cleans up the prepared calls whose calls have been released; costs one load when there are none.
    mutating func dropReleased() {
        let releases = TransportKey.releaseCount
        guard releases != seenReleases else { return }
        seenReleases = releases
        for number in calls.indices where calls[number]?.key.isReleased == true { drop(number) }
    }

    /// Cleans up all idle handles.
    mutating func removeAll() {
        for number in calls.indices { drop(number) }
        calls.removeAll()
    }

    /// Cleans up one idle handle; there must be one.
    private mutating func shrink() {
        for _ in calls.indices {
            nextToShrink = nextToShrink + 1 < calls.count ? nextToShrink + 1 : 0
            guard let call = calls[nextToShrink], !call.idle.isEmpty else { continue }
            call.idle.removeFirst().cleanUp()
            idleCount -= 1
            return
        }
    }

    private mutating func drop(_ number: Int) {
        guard let call = calls[number] else { return }
        for transfer in call.idle { transfer.cleanUp() }
        idleCount -= call.idle.count
        call.idle.removeAll()
        call.isDropped = true
        calls[number] = nil
    }
}
