/// How the descriptors that the process may have open are shared out, so that clients alone never use them up.
///
/// The kernel gives out the lowest number that is free. So at least as many descriptors are in use as a new number says, and bounds
/// on numbers are bounds on their count:
///
/// ```
/// 0 … clients     everything but the files below: when a client's connection gets a number behind it, accepting stops until there is room
/// clients … calls files that are kept open for clients which read slowly, and calls of requests that were admitted; a call that gets a number behind it fails as `overloaded`
/// calls … limit   the admin listener, files that are read anew, names that are resolved
/// ```
package struct DescriptorBudget: Sendable, Equatable {
    /// The most descriptors that the process may have open.
    package let limit: Int
    /// Where the numbers for clients' connections end.
    package let clients: Int
    /// Where the numbers for connections to services end.
    package let calls: Int
    /// The most connections of clients that are served at once.
    package let connections: Int
    /// The most connections to services that a worker keeps open while nobody uses them.
    package let idlePerTransport: Int
    /// The most files that a worker keeps open for clients which read slowly.
    package let filesPerWorker: Int

    /// For the admin listener, files and names.
    private static let reserved = AdminResponder.limits.connections + 32
    /// The fewest for clients and calls together: below it a gateway is of no use.
    private static let fewest = 64

    /// What the process itself has open: descriptors 0 to 2, listeners, and a few for each worker.
    private static func own(workers: Int) -> Int { 32 + 8 * workers }

    /// The lowest limit with which a gateway of so many workers starts.
    package static func lowestLimit(workers: Int) -> Int { own(workers: workers) + reserved + fewest }

    /// Shares out a limit; nil when it is too low.
    package init?(limit: Int, workers: Int) {
        guard limit >= Self.lowestLimit(workers: workers) else { return nil }
        let shared = limit - Self.own(workers: workers) - Self.reserved
        // A quarter, or as much as all workers keep idle and 2,048 beside them.
        let forCalls = min(shared / 4, 512 * workers + 2048)
        filesPerWorker = min(HeldFiles.most, (shared - Self.fewest) / 16 / workers)
        let forFiles = filesPerWorker * workers
        self.limit = limit
        calls = limit - Self.reserved
        clients = calls - forCalls - forFiles
        let forClients = shared - forCalls - forFiles
        connections = forClients - ConnectionGate.refusedAtOnce(limit: forClients)
        idlePerTransport = min(512, forCalls / workers)
    }
}
