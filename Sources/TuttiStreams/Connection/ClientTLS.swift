internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// TLS towards services: 1.2 and up, their names verified, with the authorities that the machine trusts or those of a file.
///
/// The settings are read once, on a thread that serves nobody: reading the machine's authorities takes some 20 ms.
package final class ClientTLS: Sendable {
    /// With the authorities that the machine trusts.
    package static let machine = ClientTLS(authorities: nil)

    /// The forms of TLS 1.2 that are not known to be weak: ephemeral keys, and encryption that authenticates.
    private static let cipherSuites =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

    private let authorities: String?
    private let settings = Mutex<Result<NIOSSLContext, any Error>?>(nil)

    /// TLS with the authorities of a file in PEM alone; nil takes those of the machine.
    package init(authorities: String?) {
        self.authorities = authorities
    }

    /// The settings, if they are known to have been read.
    ///
    /// Never waits, so nil does not say that they have not.
    var context: Result<NIOSSLContext, any Error>? { settings.withLockIfAvailable { $0 } ?? nil }

    /// The settings, which are read unless that was done; waits for it.
    @discardableResult
    func read() -> Result<NIOSSLContext, any Error> {
        settings.withLock { settings in
            if let settings { return settings }
            let read = Result { try NIOSSLContext(configuration: configuration) }
            settings = read
            return read
        }
    }

    /// The handler of a connection to a host, which is a name or an IP literal.
    ///
    /// - Throws: why there can be none, with that host or these settings.
    func handler(_ context: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
        // RFC 6066, 3: an address is no name to be sent. It is looked for in the certificate all the same.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }

    private var configuration: TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuites = Self.cipherSuites
        configuration.applicationProtocols = ["http/1.1"]
        if let authorities { configuration.trustRoots = .file(authorities) }
        return configuration
    }
}
