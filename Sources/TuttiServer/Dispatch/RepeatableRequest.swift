internal import HTTPTypes
internal import TuttiEngine
internal import TuttiPolicies
internal import TuttiUpstream

/// A request with an `Idempotency-Key`: it is served if it is the first one, else the client gets what the first one came to.
struct RepeatableRequest: Sendable {
    /// What the store is asked about.
    let asked: RepeatedRequest
    let rules: RepeatRules
    /// What the client asks.
    let request: ClientRequest
    /// How its body is read; nil when it is JSON as it is.
    let form: ClientBody?
    /// The most bytes of the body.
    let bodyLimit: Int
    /// The index of the endpoint.
    let endpoint: Int
    let answering: any RequestHandler

    /// The response, and what the request was.
    func response(over transport: some UpstreamExecutor) async -> (ComposedResponse, RepeatMark) {
        switch await verdict() {
        case .first:
            // Served to its end even if the client leaves, which cancels only the task that waits: who has sent a key will ask again,
            // and then needs to know what its request came to.
            (await Task(executorPreference: transport) { await served(over: transport) }.value, .first)
        case .response(let kept): (ComposedResponse(repeating: kept, requestID: request.id), .replayed)
        case .running: (.refusal(Self.running, request.id), .running)
        case .otherContent: (.refusal(Self.mismatch, request.id), .mismatch)
        case .unavailable: (Self.unavailable(request.id), .unavailable)
        }
    }

    /// 503: nobody can say whether a request is a repetition.
    static func unavailable(_ requestID: String) -> ComposedResponse { .refusal(unavailable, requestID) }

    private func verdict() async -> RepeatVerdict {
        await withCheckedContinuation { continuation in
            rules.store.claim(asked) { continuation.resume(returning: $0) }
        }
    }

    private func served(over transport: some UpstreamExecutor) async -> ComposedResponse {
        let response = await answering.response(
            request, read: form, limit: bodyLimit, endpoint: endpoint, over: transport)
        if let kept = KeptResponse(toRepeat: response) {
            rules.store.keep(kept, as: asked, for: rules.seconds)
        } else {
            rules.store.forget(asked)
        }
        return response
    }

    private static let running = Refusal(
        409, "The request is being served",
        "A request with this Idempotency-Key has not ended yet. Repeat it in a moment.",
        headers: [HTTPField(name: .retryAfter, value: "1")])

    private static let mismatch = Refusal(
        422, "Idempotency-Key was used for another request",
        "A request with this Idempotency-Key had another path, query or body, or other headers that matter. Send a new key with a new request."
    )

    private static let unavailable = Refusal(
        503, "Idempotency-Key can't be looked up",
        "The gateway can't find out now whether this request is a repetition. Repeat it in a moment.",
        headers: [HTTPField(name: .retryAfter, value: "1")])
}

extension ComposedResponse {
    fileprivate static func refusal(_ refusal: Refusal, _ requestID: String) -> ComposedResponse {
        ComposedResponse(refusal, requestID: requestID)
    }

    /// The response to the first request, for one that repeats it; a header says so, as Stripe's does.
    fileprivate init(repeating kept: KeptResponse, requestID: String) {
        let replayed = HTTPField.Name("Idempotent-Replayed").map { [HTTPField(name: $0, value: "true")] } ?? []
        guard kept.isWhole else {
            self.init(
                Refusal(
                    409, "The request was served already",
                    "It was answered with \(kept.status). The response is not kept: it was too large, or had to make room for others.",
                    headers: replayed), requestID: requestID)
            return
        }
        self.init(status: kept.status, headers: kept.headers + replayed, body: kept.body, calls: [])
    }
}
