internal import Glibc
internal import NIOCore

/// Makes a close send RST instead of FIN.
enum ConnectionReset {
    /// A linger time of zero seconds: the kernel drops what is unsent and resets (socket(7), SO_LINGER).
    static func arm(_ channel: any Channel) {
        guard let socket = channel as? any SocketOptionProvider else { return }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in }
    }
}
