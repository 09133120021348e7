package import HTTPTypes
package import TuttiExpressions
package import TuttiJSON
package import TuttiPolicies
package import TuttiResilience

/// One endpoint: what a client asks for, which calls answer it, and the shape of the response.
package struct EndpointPlan: Sendable {
    /// The method clients use.
    package let method: HTTPRequest.Method
    /// The path clients use.
    package let path: PathPattern
    /// One line for people.
    package let summary: String?
    /// How long the whole response may take.
    package let deadline: TimeSpan
    /// The names expressions read, and their slots; those of ``ScopeName`` first, then the calls in declared order, then those of `let`.
    package let layout: ScopeLayout
    /// The names other than calls that some expression of this endpoint reads; the slots of the others stay empty.
    package let reads: Set<ScopeName>
    /// Which parameters, headers, cookies and members of the body the expressions read by name.
    package let readParameters: ReadParameters
    /// Which parameters of the query must be decoded to text, because some expression looks into them.
    ///
    /// The others are passed on as they came.
    package let textOfQuery: ReadParameters.Names
    /// What a client's request must be; nil where nothing is asked of it.
    package let request: RequestPlan?
    /// The calls, in declared order.
    package let calls: [CallPlan]
    /// Values under names, each behind those that it reads.
    package let lets: [LetPlan]
    /// The response's body.
    package let response: ValueTemplate
    /// Which status the response has.
    package let statuses: StatusMapping
    /// Headers of the response, and a status that is worked out; nil where the file says nothing of them.
    package let head: ComposedHead?
    /// The member of the response that says what happened to each call; without it only `Composition-Status` does.
    package let metaMember: String?
    /// Whether clients choose members of the response with `?fields=`.
    package let allowsFields: Bool
    /// How long whole responses are used again; nil for none.
    package let cache: CachePlan?
    /// What is done to responses on their way to the client.
    package let edge: EdgePolicies
    /// Who may ask.
    package let access: AccessPlan
    /// How often clients may ask, in the order of the files.
    package let limits: [LimitPlan]
    /// How requests are known that clients repeat with the same `Idempotency-Key`; nil where nobody asks for one.
    package let repeats: RepeatPlan?
    /// How much it matters that requests are served when not all can be.
    package let importance: Importance
    /// A JSON Schema of the response for `tutti openapi`, as the file gives it.
    package let schema: JSONValue?
    /// Where the endpoint is declared, for messages.
    package let position: SourcePosition

    /// An endpoint made of its parts.
    package init(
        method: HTTPRequest.Method,
        path: PathPattern,
        summary: String? = nil,
        deadline: TimeSpan,
        layout: ScopeLayout,
        reads: Set<ScopeName>,
        readParameters: ReadParameters = ReadParameters(),
        textOfQuery: ReadParameters.Names = ReadParameters.Names(),
        request: RequestPlan? = nil,
        calls: [CallPlan],
        lets: [LetPlan] = [],
        response: ValueTemplate,
        statuses: StatusMapping = StatusMapping(),
        head: ComposedHead? = nil,
        metaMember: String? = nil,
        allowsFields: Bool,
        cache: CachePlan? = nil,
        edge: EdgePolicies = EdgePolicies(),
        access: AccessPlan = AccessPlan(),
        limits: [LimitPlan] = [], repeats: RepeatPlan? = nil, importance: Importance = .normal,
        schema: JSONValue? = nil,
        position: SourcePosition
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.deadline = deadline
        self.layout = layout
        self.reads = reads
        self.readParameters = readParameters
        self.textOfQuery = textOfQuery
        self.request = request
        self.calls = calls
        self.lets = lets
        self.response = response
        self.statuses = statuses
        self.head = head
        self.metaMember = metaMember
        self.allowsFields = allowsFields
        self.cache = cache
        self.edge = edge
        self.access = access
        self.limits = limits
        self.repeats = repeats
        self.importance = importance
        self.schema = schema
        self.position = position
    }
}

extension EndpointPlan {
    /// The most requests that one request of a client can make, attempts after the first not counted.
    package var mostRequests: Int { calls.reduce(0) { $0 + $1.mostRequests } }

    /// `GET /profile/{id}`, as logs and metrics name it.
    package var name: String { "\(method.rawValue) \(path)" }
}
