internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiUpstream

/// A call to be made, with everything its task needs.
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
    /// The document, as far as `select` and `key` read it.
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

    /// Makes the call.
    nonisolated(nonsending) func run(over transport: some UpstreamTransport) async -> CallEnd {
        switch work {
        case .request(let content):
            await CallRequest(call: call, service: service, content: content, session: session)
                .run(scope: scope, over: transport)
        case .each(let requests):
            await requests.run(self, over: transport)
        }
    }
}
