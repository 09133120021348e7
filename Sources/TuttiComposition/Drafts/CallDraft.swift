internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// A call while its endpoint is read: what its service has, until the call says otherwise.
struct CallDraft {
    let name: String
    /// The index of its service; nil after a mistake.
    let service: Int?
    /// The method; `get` after a mistake.
    let method: HTTPRequest.Method
    /// Where the call is declared.
    let position: SourcePosition
    /// The path and query; nil after a mistake.
    var target: TextTemplate?
    var query: [QueryParameter] = []
    var queryObject: ValueTemplate?
    var isDeclaredSafe = CallKeys.safe.standard
    var idempotency: Idempotency?
    var undo: UndoPlan?
    var headers: [HeaderTemplate] = []
    var forwardedHeaders: [HTTPField.Name]?
    var cookies: [CookieTemplate] = []
    var body: ValueTemplate?
    var bodyFormat = CallPlan.BodyFormat.json
    var select: Expression?
    var when: ValueTemplate?
    var whenSkipped: ValueTemplate?
    var needs: ValueTemplate?
    var isRequired = CallKeys.required.standard
    var importance = CallKeys.importance.standard
    var each: EachPlan?
    var pages: PagesPlan?
    var otherwise: [Fallback] = []
    var accept = StatusPolicy.success
    var expects: ResponseExpectation?
    var refusals: RefusalPolicy?
    /// The bound of the call; nil only where its service is not known.
    var timeout: TimeSpan?
    var retry: RetryPolicy?
    var hedge: HedgePolicy?
    var cache: CachePlan?
    var follow: FollowPolicy?
    var bodyKind = CallPlan.BodyKind.json
    /// What its service gets in `Authorization` from the gateway.
    private let credentials: ServiceCredentials?
    private let mayLackInstances: Bool

    /// A call of which only the service and the method are known.
    init(
        name: String, service: (index: Int, plan: ServicePlan)?, method: HTTPRequest.Method, position: SourcePosition
    ) {
        self.name = name
        self.service = service?.index
        self.method = method
        self.position = position
        credentials = service?.plan.credentials
        mayLackInstances = service?.plan.mayLackInstances ?? false
        timeout = service?.plan.timeout
        retry = service?.plan.retry
        hedge = service?.plan.hedge
        cache = service?.plan.cache
        follow = service?.plan.follow
    }

    /// Whether it only reads.
    var isSafe: Bool { method.isSafe || isDeclaredSafe }

    /// Whether it may be made twice.
    var isIdempotent: Bool { method.isIdempotent || isDeclaredSafe || idempotency != nil }

    /// What to do where it would have to be made twice and may not be.
    func helpForRepeating(_ otherwise: String) -> String {
        let safe = method == .post ? ", or `safe: true` if it only reads" : ""
        return "\(otherwise), or `idempotency: request` if the service heeds an `Idempotency-Key`\(safe)"
    }

    /// The most requests that it makes, without further attempts of each.
    var mostRequests: Int { each?.mostRequests ?? pages?.atMost ?? 1 }

    /// The call of the plan.
    ///
    /// - Parameters:
    ///   - inputs: the calls that it waits for.
    ///   - lets: the slots of the values under names that it reads: those without which it isn't made, and further ones.
    ///   - sections: the members of the response that show it.
    ///   - readHeaders: the headers of its response that expressions read.
    /// - Returns: nil where a mistake leaves too little of the call.
    func plan(
        inputs: [CallInput], lets: (needed: [Int], spare: [Int]), sections: [JSONPointer], readHeaders: [HTTPField.Name]
    ) -> CallPlan? {
        guard let service, let target, let timeout else { return nil }
        return CallPlan(
            name: name, service: service, method: method, target: target, query: query, queryObject: queryObject,
            isDeclaredSafe: isDeclaredSafe, idempotency: idempotency, headers: headers,
            forwardedHeaders: forwardedHeaders, cookies: cookies, body: body, bodyFormat: bodyFormat, select: select,
            when: when, whenSkipped: whenSkipped, needs: needs, isRequired: isRequired, importance: importance,
            each: each, pages: pages, otherwise: otherwise,
            accept: accept, expects: expects, refusals: refusals,
            timeout: timeout,
            retry: retry, hedge: hedge, cache: cache, follow: follow, bodyKind: bodyKind, readHeaders: readHeaders,
            credentials: credentials, mayLackInstances: mayLackInstances, undo: undo, inputs: inputs, lets: lets.needed,
            spareLets: lets.spare,
            sections: sections,
            position: position)
    }
}
