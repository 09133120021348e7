internal import HTTPTypes
internal import Synchronization
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// One request's way through an endpoint's dependency graph.
///
/// A value without tasks: it returns which calls to start; its owner starts them, and reports how they end. A call starts the moment
/// its last input has ended. One that needs no service (it is skipped, or an input or an expression fails) ends in here, at once.
struct CompositionRun {
    /// Where a call stands.
    private enum Progress {
        /// Waits for `inputs` more inputs to end. Can transition to: started, ended.
        case waiting(inputs: Int)
        /// Handed out to be made, at that moment. Can transition to: ended.
        case started(MonotonicTime)
        /// Can transition to: nothing.
        case ended(CallReport)
    }

    let endpoint: PreparedEndpoint
    let client: ClientRequest
    let deadline: Deadline
    private(set) var scope: Scope
    /// The first required call that failed; from then on no call is started.
    private(set) var failedRequiredCall: Int?
    /// The ends of the calls that failed, for the problem response.
    private(set) var failures: [Int: CallEnd] = [:]

    /// The parts of the response that the client asked for; nil for all of it.
    let selection: FieldSelection?
    /// Which calls these parts need; nil for all of them.
    private let wanted: [Bool]?
    let session: RequestSession
    let services: [Service]
    let propagated: PropagatedHeaders
    /// Whether values of the client's query hold bytes that are not UTF-8: see ``RawBytes``.
    let isRaw: Bool
    /// The scope of a `select` that reads none of the document: it holds only the time.
    ///
    /// If a call in flight held the scope itself, each result that arrives would have to copy it.
    private let idleScope: Scope
    /// What idempotency keys are made of; nil where no call sends one.
    private let seed: IdempotencySeed?
    /// The calls that have, or may have, done something, in the order of their ends; of those that are noted.
    private(set) var written: [(call: Int, fate: WriteFate)] = []
    /// What calls with an `undo` have sent.
    private(set) var sent: [Int: CallContent] = [:]
    private var meta = JSONObject()
    private(set) var isGivenUp = false
    private var progress: [Progress]
    private var ready: [Int] = []
    /// Its values under names; nil where there are none.
    private var letValues: LetValues?

    init(
        _ endpoint: PreparedEndpoint, client: ClientRequest, scope: Scope, selection: FieldSelection? = nil,
        session: RequestSession, services: [Service], deadline: Deadline,
        isRaw: Bool = false
    ) {
        self.endpoint = endpoint
        self.client = client
        self.scope = scope
        self.selection = selection
        wanted = selection.map(endpoint.calls(for:))
        self.session = session
        self.services = services
        propagated = PropagatedHeaders(client)
        self.isRaw = isRaw
        self.deadline = deadline
        seed = endpoint.sendsKeys ? IdempotencySeed(of: client) : nil
        var idleScope = endpoint.clientScope.empty
        idleScope.now = scope.now
        self.idleScope = idleScope
        progress = endpoint.calls.map { .waiting(inputs: $0.plan.inputs.count) }
        letValues = endpoint.lets.map { LetValues($0) }
    }

    /// Begins the request; returns the calls to start now.
    mutating func begin(now: MonotonicTime) -> [CallLaunch] {
        ready = endpoint.firstCalls
        if wanted != nil {
            leaveOutUnwanted()
            ready = endpoint.calls.indices.filter { index in
                if case .waiting(0) = progress[index] { true } else { false }
            }
        }
        return launchReady(now: now)
    }

    /// Calls that are wanted read no others; they may come after one, and then they don't wait for it.
    private mutating func leaveOutUnwanted() {
        for index in progress.indices {
            progress[index] =
                isUnwanted(index)
                ? .ended(report(index, .skipped, nil, duration: .zero))
                : .waiting(inputs: endpoint.calls[index].plan.inputs.count { !isUnwanted($0.call) })
        }
    }

    /// Notes the end of a call; returns the calls to start now.
    mutating func callEnded(_ index: Int, _ result: CallEnd, now: MonotonicTime) -> [CallLaunch] {
        guard progress.indices.contains(index), case .started(let start) = progress[index] else { return [] }
        settle(index, result, duration: now - start)
        return launchReady(now: now)
    }

    /// Notes that nobody waits for the response any more: from then on no call is started.
    mutating func clientLeft() {
        isGivenUp = true
    }

    /// Whether the call is not made because the client asked for nothing that needs it.
    func isUnwanted(_ index: Int) -> Bool {
        wanted.map { $0.indices.contains(index) && !$0[index] } ?? false
    }

    /// The report of each call; one that was never started is reported as `canceled`.
    var reports: [CallReport] {
        progress.indices.map { index in
            if case .ended(let report) = progress[index] { return report }
            return report(index, .failed(.canceled), .failed(.canceled, "not started"), duration: .zero)
        }
    }

    /// Notes in the report of a call what came of its undo.
    mutating func undoEnded(_ index: Int, _ end: UndoEnd) {
        guard progress.indices.contains(index), case .ended(var report) = progress[index] else { return }
        report.undo = end
        progress[index] = .ended(report)
    }

    /// Notes in the reports which calls have done something that stays, so that the same request is not to be served once more: what it does
    /// would add up, or somebody mends it by hand.
    mutating func noteWhatStays() {
        for (index, _) in written {
            guard case .ended(var report) = progress[index] else { continue }
            switch report.undo {
            case .undone: continue
            case .failed: report.stays = true
            case nil: report.stays = endpoint.calls[index].addsUp
            }
            progress[index] = .ended(report)
        }
    }

    // MARK: - Starting

    private mutating func launchReady(now: MonotonicTime) -> [CallLaunch] {
        guard !ready.isEmpty else { return [] }
        var launches: [CallLaunch] = []
        launches.reserveCapacity(ready.count)
        while failedRequiredCall == nil, !isGivenUp, !ready.isEmpty {
            let index = ready.removeFirst()
            switch launch(index, now: now) {
            case .launch(let launch):
                progress[index] = .started(now)
                if launch.call.undo != nil, case .request(let content) = launch.work { sent[index] = content }
                launches.append(launch)
            case .skip(let outcome, let value):
                end(index, report(index, outcome, nil, duration: .zero), value: value)
            case .settle(let result):
                settle(index, result, duration: .zero)
            }
        }
        // A required call that fails in here ends the request: none of the others is started.
        return failedRequiredCall == nil ? launches : []
    }

    private enum LaunchDecision {
        case launch(CallLaunch)
        /// It ends without a request and without a failure, with that outcome.
        case skip(CallOutcome, value: JSONValue = .null)
        /// It ends without a request.
        case settle(CallEnd)
    }

    private mutating func launch(_ index: Int, now: MonotonicTime) -> LaunchDecision {
        let call = endpoint.calls[index]
        if let lets = endpoint.lets { workOut(lets.ofCalls[index].all) }
        // A failed input says more than a skipped one, in whichever order they are read.
        var readsSkipped = false
        for input in call.plan.inputs where !input.copesWithNull {
            guard case .ended(let report) = progress[input.call] else { continue }
            if case .failed = report.outcome {
                return .settle(.failed(.dependency, "it reads `\(report.name)`, which failed"))
            }
            if report.outcome == .skipped && endpoint.calls[input.call].plan.whenSkipped == nil
                || report.outcome == .forbidden
            {
                readsSkipped = true
            }
        }
        do throws(RenderingFailure) {
            if readsSkipped { return try skip(index) }
            let lets = endpoint.lets?.ofCalls[index]
            if let when = call.plan.when {
                if let failed = lets.flatMap({ failure(among: $0.when) }) { throw failed }
                if try !when.evaluate(in: scope).isTruthy { return try skip(index) }
            }
            // As a rule of `allow`: what can't be computed is no right.
            if let needs = call.plan.needs,
                lets.flatMap({ failure(among: $0.needs) }) != nil || (try? needs.evaluate(in: scope))?.bool != true
            {
                guard call.plan.isRequired else { return .skip(.forbidden) }
                return .settle(.failed(.forbidden, "its `needs` is not true for who has asked"))
            }
            if let leftOut = client.leftOut, !call.plan.isRequired, call.plan.importance <= leftOut {
                return .settle(.failed(.shed, "the gateway has too much to do to make it"))
            }
            var credential: HeldToken?
            switch services[call.plan.service].tokens?.shown(for: client.identity) {
            case nil, .nothing?: break
            case .token(let token)?: credential = token
            case .missing?:
                guard call.plan.isRequired else { return .skip(.forbidden) }
                return .settle(.failed(.forbidden, ServiceTokens.missing))
            }
            let isLate = deadline.hasPassed(now: now)
            let late = CallEnd.failed(.timeout, "the endpoint's deadline had passed before it started")
            // A cached first page is not the whole.
            if isLate, call.staleBound == nil || call.plan.pages != nil { return .settle(late) }
            if let failed = lets.flatMap({ failure(among: $0.request) }) { throw failed }
            let time = deadline.capped(by: call.plan.timeout, now: now).at
            let readsDocument = call.selectReadsDocument || call.keyReadsDocument
            let launch: CallLaunch
            if let each = call.plan.each {
                switch try requests(of: call, each, showing: credential, deadline: time) {
                case .settle(let end): return .settle(end)
                case .requests(let requests): launch = self.launch(index, .each(requests), seeing: readsDocument)
                }
                // Past the deadline nothing is sent: each request only looks for a cached response.
                return .launch(launch)
            }
            var content = try call.content(
                scope: scope, client: client, propagating: propagated, isRaw: isRaw, deadline: time)
            content.credential = credential
            if let kind = call.idempotency { try add(kind, of: call, each: nil, to: &content) }
            guard isLate else { return .launch(self.launch(index, .request(content), seeing: readsDocument)) }
            let request = CallRequest(
                call: call, service: services[call.plan.service], content: content, session: session)
            return .settle(request.withoutSending(late, scope: scope, now: now))
        } catch {
            var result = CallEnd.failed(.expression, error.message)
            result.isClientsMistake = error.isClientsMistake(besides: clientSlots)
            return .settle(result)
        }
    }

    /// The end of a call that is skipped, with what its `when` says.
    private func skip(_ index: Int) throws(RenderingFailure) -> LaunchDecision {
        guard let value = endpoint.calls[index].plan.whenSkipped else { return .skip(.skipped) }
        if let failed = endpoint.lets.flatMap({ failure(among: $0.ofCalls[index].whenSkipped) }) { throw failed }
        return .skip(.skipped, value: try value.evaluate(in: scope))
    }

    /// Adds the key by which the service knows further attempts.
    func add(
        _ kind: Idempotency, of call: PreparedCall, each: JSONValue?, to content: inout CallContent
    ) throws(RenderingFailure) {
        guard let seed else { return }
        let key = try seed.key(of: kind, endpoint: endpoint.plan.name, call: call.plan.name, each: each)
        content.headers.append(HTTPField(name: .idempotencyKey, value: key))
    }

    private func launch(_ index: Int, _ work: CallLaunch.Work, seeing readsDocument: Bool) -> CallLaunch {
        let call = endpoint.calls[index]
        return CallLaunch(
            index: index, call: call, service: services[call.plan.service], work: work,
            scope: readsDocument ? scope : idleScope, session: session)
    }

    private enum EachDecision {
        case requests(EachRequests)
        case settle(CallEnd)
    }

    /// The requests of a call with `each`, or its end when there are no values, or too many.
    private func requests(
        of call: PreparedCall, _ each: EachPlan, showing credential: HeldToken?, deadline: MonotonicTime
    ) throws(RenderingFailure) -> EachDecision {
        let source: JSONValue
        do {
            source = try each.values.evaluate(in: scope)
        } catch {
            throw RenderingFailure(each.values, error.message, isPlaceholder: false)
        }
        let values = try EachValues(source, of: each)
        guard values.values.count <= each.atMost else {
            var end = CallEnd.failed(.tooMany, "there are more values than the \(each.atMost) that `at-most` allows")
            end.isClientsMistake = ScopeName.areClients(each.values.slots, besides: clientSlots)
            return .settle(end)
        }
        guard !values.values.isEmpty else {
            return .settle(CallEnd(verdict: .succeeded(each.emptyResult)))
        }
        var batches: [EachRequests.Batch] = []
        batches.reserveCapacity(values.values.count / each.batch + 1)
        for start in stride(from: 0, to: values.values.count, by: each.batch) {
            let places = start..<min(start + each.batch, values.values.count)
            var scope = scope
            scope[ScopeName.each.slot] =
                each.batch > 1 ? .array(Array(values.values[places])) : values.values[places.lowerBound]
            let seen = call.selectReadsDocument ? scope : idleScope
            do throws(RenderingFailure) {
                var content = try call.content(
                    scope: scope, client: client, propagating: propagated, isRaw: isRaw, deadline: deadline)
                content.credential = credential
                if let kind = call.idempotency {
                    try add(kind, of: call, each: scope[ScopeName.each.slot], to: &content)
                }
                batches.append(EachRequests.Batch(places: places, sending: .request(content), scope: seen))
            } catch {
                var failure = CallEnd.failed(.expression, error.message)
                failure.isClientsMistake = error.isClientsMistake(
                    withEachOf: each.values, besides: clientSlots)
                batches.append(EachRequests.Batch(places: places, sending: .impossible(failure), scope: seen))
            }
        }
        return .requests(EachRequests(each: each, table: values.table, batches: batches))
    }

    // MARK: - Values under names

    /// Works values out that are not known yet: all that they read has ended.
    mutating func workOut(_ places: [Int]) {
        letValues?.workOut(places, in: &scope)
    }

    /// The values that can't be worked out, and why, by their slots.
    var failedLets: [Int: String] { letValues?.failed ?? [:] }

    /// The failure of a value in one of these places; nil where there is none.
    func failure(among places: [Int]) -> RenderingFailure? { letValues?.failure(among: places) }

    /// The slots of values that are made of the client's request alone.
    private var clientSlots: Set<Int> { endpoint.lets?.clientSlots ?? [] }

    // MARK: - Ending

    private mutating func settle(_ index: Int, _ result: CallEnd, duration: TimeSpan) {
        let call = endpoint.calls[index]  // and not its plan, which to copy takes 760 instructions
        if call.isNoted, let fate = call.fate(of: result) { written.append((index, fate)) }
        if let freshness = session.freshness {
            freshness.note(result, of: call, at: session.calendarMilliseconds(at: session.startedAt + duration))
        }
        if result.wasSent, !call.isSafe { session.writes.add(1, ordering: .relaxed) }
        switch result.verdict {
        case .succeeded(let value):
            end(index, report(index, result.source.outcome, result, duration: duration), value: value)
        case .failed(let reason, _):
            failures[index] = result
            // A call is only canceled together with the whole request: its client has left, or a required call has failed.
            if reason == .canceled { isGivenUp = true }
            var failed = report(index, .failed(reason), result, duration: duration)
            if reason != .canceled, let value = call.plan.otherwise.value(in: scope, problem: &failed.message) {
                return end(index, report(index, .fallback(reason), result, duration: duration), value: value)
            }
            end(index, failed, value: .null)
            if call.plan.isRequired, failedRequiredCall == nil { failedRequiredCall = index }
        }
    }

    private mutating func end(_ index: Int, _ report: CallReport, value: JSONValue) {
        progress[index] = .ended(report)
        scope[endpoint.calls[index].slot] = value
        if endpoint.readsMeta {
            meta[report.name] = report.meta
            scope[ScopeName.meta.slot] = .object(meta)
        }
        for dependent in endpoint.calls[index].dependents {
            guard case .waiting(let inputs) = progress[dependent] else { continue }
            progress[dependent] = .waiting(inputs: inputs - 1)
            if inputs == 1 { ready.append(dependent) }
        }
    }

    private func report(
        _ index: Int, _ outcome: CallOutcome, _ result: CallEnd?, duration: TimeSpan
    ) -> CallReport {
        let call = endpoint.calls[index]
        var age: TimeSpan?
        var failedItems: Int?
        var message: String?
        switch result?.source {
        case nil, .service, .refusal: break
        case .cached(let since): age = since
        case .stale(let since, _, let why): (age, message) = (since, why)
        case .part(let failed, _, let why): (failedItems, message) = (failed, why)
        }
        if case .failed(_, let why) = result?.verdict { message = why }
        let unmatched = result?.unmatched ?? 0
        let readHeaders = call.plan.readHeaders
        return CallReport(
            name: call.plan.name, service: call.plan.service, outcome: outcome, status: result?.status,
            attempts: result?.attempts ?? 0, age: age, failedItems: failedItems,
            unmatchedItems: unmatched > 0 ? Int(unmatched) : nil,
            headers: readHeaders.isEmpty ? [] : result?.headers.filter { readHeaders.contains($0.name) } ?? [],
            duration: duration, wasSent: result?.wasSent ?? false, connectionReused: result?.connectionReused,
            message: message)
    }
}
