internal import TuttiEngine
internal import TuttiPlan
internal import TuttiSimulation

/// The problem responses that an endpoint can give, by status, each with what leads to it.
///
/// ``Responses`` shows them. Each status is asked of the engine's `FailureStatus`, so the description can't differ from what is served.
struct ProblemCauses {
    /// What leads to a status, as sentences.
    private(set) var texts: [Int: String] = [:]

    /// The statuses that calls lead to: their responses say what became of each call.
    private(set) var composed: Set<Int> = []

    private var causes: [Int: [(call: String, words: [String])]] = [:]
    /// The calls that can fail for what the client sends, by status.
    private var refusals: [Int: [String]] = [:]

    init(_ endpoint: EndpointPlan) {
        for index in endpoint.callsToBlame {
            addFailures(of: endpoint.calls[index], in: endpoint, mapping: endpoint.statuses.calls[index])
        }
        var sentences: [Int: [String]] = [:]
        if endpoint.reads.contains(.body) { sentences[400, default: []].append("The request body is not JSON.") }
        if endpoint.textOfQuery.isOpen || !endpoint.textOfQuery.names.isEmpty {
            sentences[400, default: []].append("A query parameter is not UTF-8.")
        }
        if endpoint.allowsFields {
            sentences[400, default: []].append("`fields` can't be read, or names what isn't there.")
        }
        if let request = endpoint.request {
            if !request.path.isEmpty || !request.query.isEmpty || !request.headers.isEmpty
                || request.refusesUnknownQuery
            {
                sentences[400, default: []].append("A parameter doesn't fit: `errors` says which.")
            }
            if request.body != nil { sentences[422, default: []].append("The body doesn't fit: `errors` says where.") }
        }
        if let repeats = endpoint.repeats {
            let missing = repeats.isRequired ? "is missing, or " : ""
            sentences[400, default: []].append("`Idempotency-Key` \(missing)can't be used.")
            sentences[409, default: []].append(
                "A request with this `Idempotency-Key` is being served, or was, and its response isn't kept.")
            sentences[422, default: []].append("This `Idempotency-Key` was used for another request.")
            sentences[503, default: []].append("Whether this `Idempotency-Key` was used can't be found out now.")
        }
        for (status, text) in endpoint.access.problems(of: endpoint.method) {
            sentences[status, default: []].append(text)
        }
        for (status, calls) in refusals {
            let list = calls.map { "`\($0)`" }.joined(separator: ", ")
            sentences[status, default: []].append(
                "A call that the response needs can't be made from the request: \(list).")
        }
        for (status, causes) in causes {
            let list = causes.map { "`\($0.call)` (\($0.words.joined(separator: ", ")))" }.joined(separator: ", ")
            sentences[status, default: []].append("A call that the response needs failed: \(list).")
        }
        composed = Set(refusals.keys).union(causes.keys)
        texts = sentences.mapValues { $0.joined(separator: " ") }
    }

    private mutating func addFailures(
        of call: CallPlan, in endpoint: EndpointPlan, mapping: StatusMapping.CallMapping?
    ) {
        func status(_ reason: FailureReason, _ answered: Int? = nil, isClientsMistake: Bool = false) -> Int {
            FailureStatus.of(
                reason, answered: answered, mapping: mapping, refusals: call.refusals,
                isClientsMistake: isClientsMistake)
        }
        for reason in FailureReason.allCases where call.canFail(as: reason) {
            switch reason {
            // A canceled call never decides the response, and one that is needed is never left out.
            case .canceled, .shed: break
            // It counts only if the endpoint maps it; otherwise the call that failed first is the cause.
            case .dependency where mapping?.reasons[.dependency] == nil: break
            case .status:
                let others = status(.status)
                var own: [Int: [Int]] = [:]
                for answered in 200...599
                where !call.accept.accepts(answered) && status(.status, answered) != others
                    && !(answered == 401 && call.mayLackCredentials)
                {
                    // Those that the service answers with words of its own have entries of their own.
                    if status(.status, answered) == answered, call.refusals?.contains(answered) == true { continue }
                    own[status(.status, answered), default: []].append(answered)
                }
                for (given, answered) in own.sorted(by: { $0.key < $1.key }) {
                    for run in StatusRuns.of(answered) { add(given, call.name, "status \(run.inWords)") }
                }
                if !call.accept.accepts(503), mapping?.status(of: .status, answered: 503) == nil {
                    add(
                        FailureStatus.of(
                            .status, answered: 503, saysWhen: true, mapping: mapping, isClientsMistake: false),
                        call.name, "status 503 with Retry-After")
                }
                add(others, call.name, "another status")
            default: add(status(reason), call.name, reason.rawValue)
            }
        }
        if call.canFailForItsClient(in: endpoint) {
            refusals[status(.expression, isClientsMistake: true), default: []].append(call.name)
        }
    }

    private mutating func add(_ status: Int, _ call: String, _ word: String) {
        guard let place = causes[status]?.firstIndex(where: { $0.call == call }) else {
            return causes[status, default: []].append((call, [word]))
        }
        if causes[status]?[place].words.contains(word) == false { causes[status]?[place].words.append(word) }
    }
}
