internal import ArgumentParser

/// The codes a command ends with, next to those of the argument parser.
extension ExitCode {
    /// The compositions have errors.
    static let compositionErrors = ExitCode(1)
    /// A test failed, or there is nothing of what was asked for.
    static let testsFailed = ExitCode(1)
    /// No endpoint answers the request that was asked about.
    static let noSuchEndpoint = ExitCode(1)
    /// The gateway could not start, or cut off requests when it stopped.
    static let gatewayFailed = ExitCode(2)
}
