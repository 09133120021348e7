internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// A call that is to start now, with everything that making it needs.
///
/// A class, so that handing it on is one retain and not eight.
final class CallLaunch: Sendable {
    /// What is sent.
    enum Work: Sendable {
        /// One request.
        case request(CallContent)
        /// A request for each value, or each batch of values.
        case each(EachRequests)
    }

    let index: Int
    let call: PreparedCall
    let service: Service
    let work: Work
    /// What `select` and `key` read: the document, or only the time where they read none of it.
    let scope: Scope
    let session: RequestSession

    init(index: Int, call: PreparedCall, service: Service, work: Work, scope: Scope, session: RequestSession) {
        self.index = index
        self.call = call
        self.service = service
        self.work = work
        self.scope = scope
        self.session = session
    }

    /// How a request of that target ended, judged; what it has changed makes cached responses invalid.
    func judged(_ end: RequestEnd, target: String, now: MonotonicTime) -> CallEnd {
        let judged = call.judge(end, of: service, scope: scope, in: session).end
        if call.invalidates { call.invalidate(after: judged, target: target, of: service, in: session, now: now) }
        return judged
    }

    /// Makes the call.
    nonisolated(nonsending) func run(over transport: some UpstreamRuntime) async -> CallEnd {
        switch work {
        case .request(let content):
            if let pages = call.plan.pages {
                var requests = PagedRequests(pages, self, content)
                return await requests.run(over: transport)
            }
            return await CallRequest(call: call, service: service, content: content, session: session)
                .run(scope: scope, over: transport)
        case .each(let requests):
            return await requests.run(self, over: transport)
        }
    }
}
