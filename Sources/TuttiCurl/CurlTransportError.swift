internal import TuttiReactor

/// Why a worker could not be started.
package struct CurlTransportError: Error, CustomStringConvertible {
    /// What was missing, as a short label.
    package enum Code: String, Sendable {
        /// libcurl could not be loaded or initialised.
        case libcurl
        /// The libraries of brotli could not be loaded.
        case brotli
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

extension CurlTransportError {
    /// Why there is no reactor for a worker.
    init(_ error: ReactorError) {
        switch error {
        case .descriptors:
            self.init(
                code: .descriptors, message: "no descriptor left for a worker; raise the limit (ulimit -n)")
        case .thread:
            self.init(
                code: .thread, message: "the thread of a worker could not be created; raise the limit (ulimit -u)")
        }
    }
}
