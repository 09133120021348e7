internal import TuttiReactor

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

extension LaneError {
    /// Why there is no reactor for a lane.
    init(_ error: ReactorError) {
        switch error {
        case .descriptors:
            self.init(
                code: .descriptors, message: "no descriptor left for a lane; raise the limit (ulimit -n)")
        case .thread:
            self.init(
                code: .thread, message: "the thread of a lane could not be created; raise the limit (ulimit -u)")
        }
    }
}
