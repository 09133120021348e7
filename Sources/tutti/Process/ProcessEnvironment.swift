internal import Glibc
internal import TuttiReactor
internal import TuttiSystem

/// What the process was started with.
enum ProcessEnvironment {
    /// The environment variables.
    static var variables: [String: String] { EnvironmentVariables.all }

    /// Addresses and ports of name servers in place of the system's; nil for those.
    static var nameServers: String? { variables["TUTTI_DNS_SERVERS"].flatMap { $0.isEmpty ? nil : $0 } }

    /// The cores this process may use.
    static var coreCount: Int { ProcessorCount.available }

    /// Ends the process without waiting for anything.
    static func exitAtOnce(code: Int32) -> Never {
        _exit(code)
    }
}
