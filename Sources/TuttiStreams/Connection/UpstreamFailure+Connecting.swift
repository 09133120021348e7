internal import Glibc
internal import NIOCore
internal import NIOSSL
internal import TuttiTLS
internal import TuttiUpstream

extension UpstreamFailure {
    /// Why a connection could not be opened.
    init(connecting error: any Error, to origin: UpstreamOrigin) {
        switch error {
        case let error as ProxyTunnel.Refusal: self = .noTunnel(to: origin, status: error.status)
        case let error as IOError where Self.isShortage(error.errnoCode):
            self.init(.overloaded, "no connection to \(origin): \(Self.text(error))", phase: .connecting)
        case let error as IOError:
            self.init(.connect, "no connection to \(origin): \(Self.text(error))", phase: .connecting)
        case ChannelError.connectTimeout:
            self.init(.timeout, "connecting to \(origin) took too long", phase: .connecting)
        case is PeerName.Mismatch:
            self.init(.tls, "TLS with \(origin) failed: its certificate is for others", phase: .connecting)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            self.init(.tls, "TLS with \(origin) failed: \(error)", phase: .connecting)
        case ChannelError.eof where origin.scheme == .https:
            self.init(.tls, "\(origin) closed the connection during the handshake of TLS", phase: .connecting)
        default:
            self.init(.connect, "no connection to \(origin): \(error)", phase: .connecting)
        }
    }

    private static func text(_ error: IOError) -> String { String(cString: strerror(error.errnoCode)) }

    /// Whether it says that this side lacks descriptors, ports or memory, and nothing about the service.
    private static func isShortage(_ error: CInt) -> Bool {
        [EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL].contains(error)
    }
}
