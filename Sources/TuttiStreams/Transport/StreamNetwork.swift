internal import TuttiChannels

/// What connections of a worker are opened with.
struct StreamNetwork {
    /// On whose thread everything happens.
    let eventLoop: ReactorEventLoop
    /// Finds addresses.
    let names: NameResolver
    /// Where the numbers of descriptors end that connections may have.
    let descriptorCeiling: Int
}
