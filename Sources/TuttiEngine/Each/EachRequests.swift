internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiUpstream

/// The requests of a call with `each`: one for each value, or for each batch of them.
struct EachRequests: Sendable {
    /// The values of one request.
    struct Batch: Sendable {
        /// Their places among all values.
        let places: Range<Int>
        /// What is sent.
        let sending: Sending
        /// What `select` sees.
        let scope: Scope
    }

    /// What becomes of the values of one request.
    enum Sending: Sendable {
        /// They are sent.
        case request(CallContent)
        /// No request could be made of them.
        case impossible(CallEnd)
    }

    let each: EachPlan
    /// A member for each value: see ``EachValues/table``.
    let table: JSONObject
    let batches: [Batch]

    /// Makes the requests, `parallel` of them at once, and puts their responses together.
    nonisolated(nonsending) func run(_ launch: CallLaunch, over transport: some UpstreamRuntime) async -> CallEnd {
        guard batches.count > 1 else {
            guard let batch = batches.first else { return assembled([], launch) }
            return assembled([await end(of: batch, launch, over: transport)], launch)
        }
        var ends = [CallEnd?](repeating: nil, count: batches.count)
        await withTaskGroup(of: (place: Int, end: CallEnd).self) { group in
            var next = 0
            while next < min(each.parallel, batches.count) {
                start(next, launch, over: transport, in: &group)
                next += 1
            }
            while let ended = await group.next() {
                ends[ended.place] = ended.end
                // The call has failed with this request, or nobody wants its result any more.
                if launch.call.plan.isRequired && ended.end.reason != nil || ended.end.reason == .canceled {
                    group.cancelAll()
                    next = batches.count
                }
                if next < batches.count {
                    start(next, launch, over: transport, in: &group)
                    next += 1
                }
            }
        }
        return assembled(ends, launch)
    }

    private func start(
        _ place: Int, _ launch: CallLaunch, over transport: some UpstreamRuntime,
        in group: inout TaskGroup<(place: Int, end: CallEnd)>
    ) {
        let batch = batches[place]
        group.addImmediateTask { (place, await end(of: batch, launch, over: transport)) }
    }

    private nonisolated(nonsending) func end(
        of batch: Batch, _ launch: CallLaunch, over transport: some UpstreamRuntime
    ) async -> CallEnd {
        switch batch.sending {
        case .impossible(let end):
            return end
        case .request(let content):
            let request = CallRequest(
                call: launch.call, service: launch.service, content: content, session: launch.session)
            let now = transport.now
            guard now < content.deadline else {
                let late = CallEnd.failed(.timeout, "its time was over before its turn came")
                return request.withoutSending(late, scope: batch.scope, now: now)
            }
            return await request.run(scope: batch.scope, over: transport)
        }
    }

    /// Puts the ends of the requests together: one end for the whole call.
    private func assembled(_ ends: [CallEnd?], _ launch: CallLaunch) -> CallEnd {
        var responses = EachResponses(table)
        var sum = CallEnd(verdict: .succeeded(.null))
        for (batch, end) in zip(batches, ends) {
            let end = end ?? .failed(.canceled, "not made, since another one had failed")
            sum.attempts += end.attempts
            sum.wasSent = sum.wasSent || end.wasSent
            sum.connectionReused = sum.connectionReused ?? end.connectionReused
            sum.status = sum.status ?? end.status
            responses.take(end, at: batch.places, of: each, scope: launch.scope)
        }
        guard let failure = responses.failure else {
            let value = responses.value(of: each)
            var whole = CallEnd(verdict: .succeeded(value), source: responses.source)
            whole.take(figuresOf: sum)
            whole.unmatched = Int32(clamping: responses.unmatchedCount)
            return whole
        }
        var failed = failure
        failed.take(figuresOf: sum)
        failed.status = failure.status
        guard case .failed(let reason, let message) = failure.verdict, reason != .canceled,
            !launch.call.plan.isRequired, responses.failedCount < table.count
        else { return failed }
        var part = CallEnd(
            verdict: .succeeded(responses.value(of: each)),
            source: .part(failed: responses.failedCount, reason, message: message))
        part.take(figuresOf: sum)
        part.unmatched = Int32(clamping: responses.unmatchedCount)
        part.status = failure.status
        return part
    }
}

extension CallEnd {
    fileprivate mutating func take(figuresOf sum: CallEnd) {
        attempts = sum.attempts
        wasSent = sum.wasSent
        connectionReused = sum.connectionReused
        status = sum.status
    }
}
