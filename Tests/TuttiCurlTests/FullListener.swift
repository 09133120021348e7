import Foundation
import HTTPTypes
import TuttiResilience
import TuttiUpstream

/// A port whose queue of connections is full, so that the kernel answers no further one.
struct FullListener {
    let port: Int
    private let descriptors: [Int32]

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var all = [listener]
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length)
                listen(listener, 0)
                getsockname(listener, generic, &length)
                for _ in 0..<4 {
                    let client = socket(
                        AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
                    connect(client, generic, length)
                    all.append(client)
                }
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        descriptors = all
    }

    func call(connectTimeout: TimeSpan) -> AddressedCall {
        AddressedCall(
            origin: UpstreamOrigin(scheme: .http, host: "127.0.0.1", port: port), method: .get,
            connectTimeout: connectTimeout, maximumResponseBytes: 1_000)
    }

    func close() {
        for descriptor in descriptors { Foundation.close(descriptor) }
    }
}
