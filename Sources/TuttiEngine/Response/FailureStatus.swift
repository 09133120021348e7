package import TuttiPlan

/// The status of the client's response when a call failed without which there is none.
package enum FailureStatus {
    /// Statuses of a service that are passed on: they speak of the client's request, not of the service.
    private static let passedOn: Set<Int> = [401, 403, 404, 409, 410, 412, 422, 429]

    /// What the endpoint says; else 400 for a mistake of the client, 504 for a timeout, 503 for what may be well again soon,
    /// statuses about the request itself, 502 for the rest.
    ///
    /// A 503 of the service is passed on where it says when to ask again (`Retry-After`); without that it is any failure of the
    /// service.
    ///
    /// - Parameters:
    ///   - reason: why the call failed that is to blame.
    ///   - status: what its service answered, if it did.
    ///   - saysWhen: whether it said when to ask again.
    ///   - mapping: what the endpoint says of this call.
    ///   - isClientsMistake: whether the call could not be made from the client's request.
    /// - Returns: 400 to 599.
    package static func of(
        _ reason: FailureReason?, answered status: Int?, saysWhen: Bool = false, mapping: StatusMapping.CallMapping?,
        isClientsMistake: Bool
    ) -> Int {
        if let mapped = mapping?.status(of: reason, answered: status) { return mapped }
        if isClientsMistake { return 400 }
        switch reason {
        case .timeout: return 504
        case .breakerOpen, .overloaded: return 503
        case .status where status == 503 && saysWhen: return 503
        case .status: return status.flatMap { passedOn.contains($0) ? $0 : nil } ?? 502
        default: return 502
        }
    }
}
