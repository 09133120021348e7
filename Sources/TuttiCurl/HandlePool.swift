internal import TuttiPlan
internal import TuttiUpstream

/// What a worker has prepared for calls and instances, and the idle easy handles.
///
/// A handle has the options of its call set, and serves any instance whose connections are opened in the same way, as those of a service
/// are: the address is one option more, which is set when it is another one than last time. So nothing is kept for each pair of the two,
/// and instances may come and go.
///
/// Confined to its worker.
struct HandlePool {
    private var calls = KeyedTable<CurlCall>()
    private var instances = KeyedTable<CurlInstance>()
    private var settings: [ConnectionPlan: CurlSettings] = [:]
    /// Handles that are idle now, over all calls.
    private(set) var idleCount = 0
    /// Which call gives up the next handle when there are too many.
    private var nextToShrink = 0
    private var seenReleases = 0

    /// The prepared call.
    mutating func prepared(_ call: UpstreamCall, configuration: CurlTransportConfiguration) -> CurlCall {
        if let known = calls[call.key] { return known }
        let prepared = CurlCall(call, configuration: configuration)
        // The number may have been that of a call which is gone.
        if let former = calls.keep(prepared, under: call.key) { drop(former) }
        return prepared
    }

    /// The prepared instance; nil when its origin is no address.
    mutating func prepared(_ instance: UpstreamInstance) -> CurlInstance? {
        if let known = instances[instance.key] { return known }
        let settings = settings[instance.connection] ?? CurlSettings(instance.connection)
        guard let prepared = CurlInstance(instance, settings: settings) else { return nil }
        self.settings[instance.connection] = settings
        _ = instances.keep(prepared, under: instance.key)
        return prepared
    }

    /// An idle handle of a call, the one used last, for connections that are opened in that way.
    mutating func takeIdle(of call: CurlCall, for settings: CurlSettings) -> CurlTransfer? {
        guard let transfer = call.idle.popLast() else { return nil }
        idleCount -= 1
        if transfer.settings === settings { return transfer }
        // A redirect has led elsewhere, or back.
        transfer.cleanUp()
        return nil
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

    /// Cleans up what was prepared for calls and instances that have been released; costs one load when there are none.
    mutating func dropReleased() {
        let releases = TransportKey.releaseCount
        guard releases != seenReleases else { return }
        seenReleases = releases
        for call in calls.removeReleased() { drop(call) }
        _ = instances.removeReleased()
        let used = Set(instances.numbers.compactMap { instances[$0].map { ObjectIdentifier($0.settings) } })
        settings = settings.filter { used.contains(ObjectIdentifier($0.value)) }
    }

    /// Cleans up all idle handles.
    mutating func removeAll() {
        for call in calls.removeAll() { drop(call) }
        _ = instances.removeAll()
        settings.removeAll()
    }

    /// Cleans up one idle handle; there must be one.
    private mutating func shrink() {
        for _ in calls.numbers {
            nextToShrink = nextToShrink + 1 < calls.numbers.count ? nextToShrink + 1 : 0
            guard let call = calls[nextToShrink], !call.idle.isEmpty else { continue }
            call.idle.removeFirst().cleanUp()
            idleCount -= 1
            return
        }
    }

    private mutating func drop(_ call: CurlCall) {
        for transfer in call.idle { transfer.cleanUp() }
        idleCount -= call.idle.count
        call.idle.removeAll()
        call.isDropped = true
    }
}
