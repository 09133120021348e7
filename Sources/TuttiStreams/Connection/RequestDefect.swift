internal import TuttiUpstream

/// What is wrong with how a caller sends its request.
enum RequestDefect: Error, Equatable {
    /// There are more bytes of body than the head says.
    case tooLong
    /// The body ends before as many bytes as the head says.
    case tooShort

    /// The failure that it is: the caller's own, and nothing that the service has done.
    var failure: UpstreamFailure {
        switch self {
        case .tooLong: UpstreamFailure(.canceled, "the body of the request is longer than its head says")
        case .tooShort: UpstreamFailure(.canceled, "the body of the request is shorter than its head says")
        }
    }
}
