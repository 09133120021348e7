internal import Glibc
internal import TuttiReactor
internal import TuttiSystem

/// What the process was started with.
enum ProcessEnvironment {
    /// The environment variables.
    static var variables: [String: String] { EnvironmentVariables.all }

    /// Name servers in place of the system's; nil for those.
    static var nameServers: NameServers? {
        get throws(NameServers.Mistake) {
            guard let text = variables[NameServers.variable], !text.isEmpty else { return nil }
            return try NameServers(text)
        }
    }

    /// The cores this process may use.
    static var coreCount: Int { ProcessorCount.available }

    /// Ends the process without waiting for anything.
    static func exitAtOnce(code: Int32) -> Never {
        _exit(code)
    }
}
