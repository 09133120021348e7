/// Why a lane could not be started.
package struct LaneError: Error, CustomStringConvertible {
    /// What was missing, as a short label.
    package enum Code: String, Sendable {
        /// libcurl could not be initialised.
        case libcurl
        /// There is no descriptor left for epoll or the eventfd.
        case descriptors
        /// The thread could not be created.
        case thread
    }

    /// The label.
    package let code: Code
    /// What happened and what to do about it.
    package let message: String

    package var description: String { "\(code.rawValue): \(message)" }
}
