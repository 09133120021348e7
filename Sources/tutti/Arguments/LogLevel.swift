internal import ArgumentParser
internal import Logging

/// The levels of `--log-level`, from the least important one.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case debug, info, warning, error

    /// The level as the log takes it.
    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
