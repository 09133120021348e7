import Foundation

/// A port of 127.0.0.1 on which nobody listens, and that nobody else gets meanwhile.
package final class RefusingPort: Sendable {
    /// The port.
    package let number: Int
    private let descriptor: Int32

    /// A free port.
    package init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.descriptor = descriptor
        // `sockaddr_in` as bytes (ip(7)): its Swift type belongs to whichever module the compiler met it in first.
        var address = [UInt8](repeating: 0, count: 16)
        withUnsafeBytes(of: UInt16(AF_INET)) { address.replaceSubrange(0..<2, with: $0) }
        address.replaceSubrange(4..<8, with: [127, 0, 0, 1])
        var length = socklen_t(address.count)
        let failure = address.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { generic in
                bind(descriptor, generic.baseAddress, length) != 0
                    || getsockname(descriptor, generic.baseAddress, &length) != 0
            }
        }
        number = Int(address[2]) << 8 | Int(address[3])
        if failure { throw POSIXError(.EADDRINUSE) }
    }

    deinit {
        close(descriptor)
    }
}
