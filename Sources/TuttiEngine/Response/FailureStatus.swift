package import TuttiPlan

/// The status of the client's response when a required call has failed.
package enum FailureStatus {
    /// Statuses of a service that are passed on: they are about the client's request, not about the service.
    private static let passedOn: Set<Int> = [400, 401, 402, 403, 404, 409, 410, 412, 422, 429]

    /// The status that the endpoint gives this failure, else one by its reason.
    ///
    /// By its reason: 400 for a mistake of the client, 403 for a right that is lacking, 504 for a timeout, 503 for an open breaker, a full limiter or a service without instances, the service's
    /// own status where that is about the request, 502 for the rest. A 503 of the service is passed on only with `Retry-After`.
    ///
    /// - Parameters:
    ///   - reason: why the call failed.
    ///   - status: the status of the service's response, if there was one.
    ///   - saysWhen: whether that response had a `Retry-After`.
    ///   - mapping: the statuses that the endpoint gives failures of this call.
    ///   - refusals: the statuses that the call passes on with what its service says.
    ///   - isClientsMistake: whether the call could not be made from the client's request.
    /// - Returns: 400 to 599.
    package static func of(
        _ reason: FailureReason?, answered status: Int?, saysWhen: Bool = false, mapping: StatusMapping.CallMapping?,
        refusals: RefusalPolicy? = nil, isClientsMistake: Bool
    ) -> Int {
        if let mapped = mapping?.status(of: reason, answered: status) { return mapped }
        if isClientsMistake { return 400 }
        switch reason {
        case .timeout: return 504
        case .forbidden: return 403
        case .breakerOpen, .overloaded, .noInstance: return 503
        case .status where status == 503 && saysWhen: return 503
        case .status where status.flatMap { refusals?.contains($0) } == true: return status ?? 502
        case .status: return status.flatMap { passedOn.contains($0) ? $0 : nil } ?? 502
        default: return 502
        }
    }
}
