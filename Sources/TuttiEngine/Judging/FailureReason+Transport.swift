internal import TuttiPlan
internal import TuttiUpstream

extension FailureReason {
    init(_ reason: UpstreamFailure.Reason) {
        self =
            switch reason {
            case .timeout: .timeout
            case .connect: .connect
            case .dns: .dns
            case .tls: .tls
            case .reset: .reset
            case .badResponse: .badResponse
            case .tooLarge: .tooLarge
            case .overloaded: .overloaded
            case .canceled: .canceled
            }
    }
}
