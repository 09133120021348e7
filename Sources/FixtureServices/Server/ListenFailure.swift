internal import Glibc
internal import NIOCore

/// Says why a service could not listen and what to do about it.
package enum ListenFailure {
    /// One or two sentences for the person who started it.
    package static func explanation(of error: any Error, service: FixtureService, host: String, port: Int) -> String {
        let option = "--\(service.rawValue)-port"
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            return
                "port \(port), for \(service.rawValue), is taken. See who has it with `ss -ltnp 'sport = :\(port)'`, "
                + "or choose another: \(option) \(port < 55_535 ? port + 10_000 : port - 10_000), "
                + "or --base-port for all."
        case EACCES:
            return "port \(port), for \(service.rawValue), is not allowed to this user. "
                + "Choose one above 1023: \(option) \(service.defaultPort)."
        case EADDRNOTAVAIL:
            return "\(host) is not an address of this machine. Choose another with --host, such as 127.0.0.1."
        default:
            return "\(service.rawValue) can't listen on \(host) port \(port): \(error)"
        }
    }
}
