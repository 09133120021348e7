internal import Glibc
package import NIOCore

/// Asks the system for the addresses of a name (getaddrinfo(3)).
package enum HostLookup {
    /// The addresses of a name, in the order in which they are to be tried; empty when there are none.
    ///
    /// Blocks for as long as the system's resolver takes: called on a thread that serves nobody.
    package static func addresses(of name: String, port: Int) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        // Without a network of IPv6 its addresses are of no use.
        hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        // A name with NUL would be cut there, and be another name.
        guard !name.utf8.contains(0), getaddrinfo(name, String(port), &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        // The list is the system's, and is not freed before the end of this function.
        var entry = list
        while let info = entry?.pointee {
            entry = info.ai_next
            guard let address = info.ai_addr else { continue }
            switch info.ai_family {
            case AF_INET where info.ai_addrlen >= MemoryLayout<sockaddr_in>.size:
                address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    addresses.append(SocketAddress($0.pointee, host: name))
                }
            case AF_INET6 where info.ai_addrlen >= MemoryLayout<sockaddr_in6>.size:
                address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    addresses.append(SocketAddress($0.pointee, host: name))
                }
            default: break
            }
        }
        return addresses
    }
}
