internal import Glibc

/// What systemd and service managers like it pass to a process, and are told by it.
package enum ServiceManager {
    /// A socket that was passed (sd_listen_fds(3)).
    package struct Socket: Sendable, Equatable {
        /// Its number.
        package let descriptor: Int32
        /// What the manager calls it: its `FileDescriptorName`.
        package let name: String
    }

    /// The first number that is passed.
    private static let first: Int32 = 3
    /// More sockets than anybody passes.
    private static let most: Int32 = 1024

    /// The sockets that this process was passed.
    ///
    /// The variables that say so are removed, so that no child process takes them for its own. Called once, before other threads read
    /// the environment.
    package static func takeSockets() -> [Socket] {
        let variables = EnvironmentVariables.all
        for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) }
        return sockets(by: variables, process: getpid())
    }

    /// What the variables say to the process with that id.
    static func sockets(by variables: [String: String], process: Int32) -> [Socket] {
        guard variables["LISTEN_PID"].flatMap({ Int32($0) }) == process,
            let count = variables["LISTEN_FDS"].flatMap({ Int32($0) }), (1...most).contains(count)
        else { return [] }
        let names = (variables["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        return (0..<count).map { index in
            Socket(
                descriptor: first + index,
                name: names.indices.contains(Int(index)) ? String(names[Int(index)]) : "unknown")
        }
    }

    /// Tells the manager something (sd_notify(3)), if it wants to be told: `READY=1` for instance.
    package static func notify(_ state: String) {
        guard let place = EnvironmentVariables.all["NOTIFY_SOCKET"], let first = place.utf8.first,
            first == UInt8(ascii: "/") || first == UInt8(ascii: "@")
        else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(place.utf8)
        // An abstract one begins with a zero.
        if first == UInt8(ascii: "@") { path[0] = 0 }
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        let length = socklen_t(MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 2) + socklen_t(path.count)
        let text = Array(state.utf8)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
        close(descriptor)
    }
}
