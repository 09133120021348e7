internal import HTTPTypes
internal import TuttiPlan
internal import TuttiUpstream

/// A call that is not undone although its request has failed: all that a person needs to mend it.
package struct UndoFailure: Sendable {
    /// A request as it was sent, or would have been.
    package struct Request: Sendable {
        /// The method.
        package var method: String
        /// The URL, at the first instance of the service, without secrets.
        package var url: String
        /// The body, cut off at ``bodyLimit`` and without secrets; empty for none.
        package var body: String
    }

    /// The most bytes of a body that are shown.
    package static let bodyLimit = 2048

    /// The id of the client's request.
    package var requestID: String
    /// `POST /checkout`.
    package var endpoint: String
    /// The name of the call.
    package var call: String
    /// The name of its service.
    package var service: String
    /// Whether the call was done; where it isn't, it may have been.
    package var wasDone: Bool
    /// What the call has sent.
    package var sent: Request?
    /// The `Idempotency-Key` that it was sent with.
    package var idempotencyKey: String?
    /// What was to undo it; nil where nothing could be sent.
    package var undo: Request?
    /// How often that was sent.
    package var attempts: Int
    /// Why the call isn't undone.
    package var message: String

    init(_ result: UndoExecutor.Result, requestID: String, endpoint: String) {
        let step = result.step
        self.requestID = requestID
        self.endpoint = endpoint
        call = step.call.plan.name
        service = step.service.plan.name
        wasDone = step.fate == .done
        sent = step.sent.map { Request($0, of: step.call, to: step.service) }
        idempotencyKey = step.sent?.headers.first { $0.name == .idempotencyKey }?.value
        if case .request(let content) = step.work { undo = Request(content, of: step.undo.call, to: step.service) }
        attempts = result.attempts
        message = result.message ?? "unknown"
    }
}

extension UndoFailure.Request {
    init(_ content: CallContent, of call: PreparedCall, to service: Service) {
        method = call.plan.method.rawValue
        let instance = service.instances.first
        url =
            "\(instance.map { $0.origin.description + $0.basePath } ?? "")\(SecretNames.redacted(target: content.target))"
        body = SecretNames.redacted(body: content.body ?? [], limit: UndoFailure.bodyLimit)
    }
}
