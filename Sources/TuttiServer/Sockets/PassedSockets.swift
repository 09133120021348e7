internal import NIOCore
internal import Synchronization
package import TuttiPlan
internal import TuttiReactor

/// Sockets that listen already when the gateway starts: passed by a service manager, or by the gateway whose place it takes.
///
/// A listener takes the one that has its name, else the one that is bound to its address.
package final class PassedSockets: Sendable {
    /// One of them.
    package struct Socket: Sendable {
        /// What whoever passes it calls it.
        package let name: String
        /// The socket, which is the gateway's to close.
        package let descriptor: Int32
        /// Whether its file, of one in the file system, is the gateway's to remove in the end.
        package let hasOwnFile: Bool

        /// A socket with its name.
        package init(name: String, descriptor: Int32, hasOwnFile: Bool) {
            self.name = name
            self.descriptor = descriptor
            self.hasOwnFile = hasOwnFile
        }

        /// Where it is bound.
        package var address: ListenAddress { ListenAddress(bound: SystemSocket.local(of: descriptor)) }
    }

    private let sockets: Mutex<[Socket]>
    private let filesOfRest = Mutex<[SocketFile]>([])

    /// Sockets that were passed; none by default.
    package init(_ sockets: [Socket] = []) {
        self.sockets = Mutex(sockets)
    }

    /// Hands out the socket for an address, once: one with one of these names, or bound to the address.
    ///
    /// Of several with such a name, which systemd gives to all sockets of a unit, the one that is bound to the address.
    func take(for address: ListenAddress, names: [String]) -> Socket? {
        sockets.withLock { sockets in
            let named = sockets.indices.filter { names.contains(sockets[$0].name) }
            // Whether one stands for a name is asked of a resolver, which may take long.
            if named.count == 1 { return sockets.remove(at: named[0]) }
            let bound = (named.isEmpty ? Array(sockets.indices) : named).first {
                Self.stands(for: address, sockets[$0].address)
            }
            return (bound ?? named.first).map { sockets.remove(at: $0) }
        }
    }

    /// Closes those that nobody has taken; returns what they were.
    func closeRest() -> [Socket] {
        let rest = sockets.withLock { sockets in
            defer { sockets = [] }
            return sockets
        }
        let files = rest.compactMap { $0.hasOwnFile ? $0.address.path.flatMap { SocketFile(at: $0) } : nil }
        filesOfRest.withLock { $0 = files }
        for socket in rest { SystemSocket.close(socket.descriptor) }
        return rest
    }

    /// Removes the files of those that nobody has taken: to be called once whoever has passed them doesn't serve on them any more.
    package func removeFilesOfRest() {
        for file in filesOfRest.withLock({ $0 }) { file.remove() }
    }

    /// Whether a socket that is bound to `bound` is one for `address`.
    ///
    /// One for all interfaces stands for all of IPv4 as well: systemd binds `[::]` for a port alone, and serves both by it.
    private static func stands(for address: ListenAddress, _ bound: ListenAddress) -> Bool {
        if address.path != nil || bound.path != nil { return address == bound }
        guard address.port != 0, address.port == bound.port else { return false }
        if address.host == bound.host || address.host == "0.0.0.0" && bound.host == "::" { return true }
        let resolved = try? SocketAddress.makeAddressResolvingHost(address.host, port: address.port)
        return resolved?.ipAddress == bound.host
    }
}
