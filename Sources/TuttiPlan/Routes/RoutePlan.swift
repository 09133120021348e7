package import HTTPTypes
package import TuttiExpressions
package import TuttiPolicies

/// One route: which requests it takes, and what becomes of them without a composition.
package struct RoutePlan: Sendable, Equatable {
    /// The method it takes; nil for all.
    package let method: HTTPRequest.Method?
    /// The path it takes.
    package let path: PathPattern
    /// One line for people.
    package let summary: String?
    /// What decides, beside method and path, whether the route takes a request; nil where nothing else does.
    ///
    /// The route doesn't take it when the value is false, null, empty or can't be computed.
    package let condition: ValueTemplate?
    /// What becomes of a request.
    package let action: RouteAction
    /// What is changed in the headers of the response on its way to the client.
    package let responseHeaders: [HeaderChange]
    /// What else is done to responses on their way to the client.
    package let edge: EdgePolicies
    /// Who may ask.
    package let access: AccessPlan
    /// How often clients may ask, in the order of the files.
    package let limits: [LimitPlan]
    /// How much it matters that requests are served when not all can be.
    package let importance: Importance
    /// The names expressions read, and their slots: those of ``ScopeName``.
    package let layout: ScopeLayout
    /// The names that some expression of this route reads; the slots of the others stay empty.
    ///
    /// Never the body: it isn't known when the request is routed.
    package let reads: Set<ScopeName>
    /// Which parameters of the query must be decoded to text, because some expression looks into them.
    package let textOfQuery: ReadParameters.Names
    /// Where the route is declared, for messages.
    package let position: SourcePosition

    /// A route made of its parts.
    package init(
        method: HTTPRequest.Method?, path: PathPattern, summary: String?, condition: ValueTemplate?,
        action: RouteAction, responseHeaders: [HeaderChange], edge: EdgePolicies = EdgePolicies(),
        access: AccessPlan = AccessPlan(), limits: [LimitPlan] = [], importance: Importance = .normal,
        layout: ScopeLayout, reads: Set<ScopeName>,
        textOfQuery: ReadParameters.Names, position: SourcePosition
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.condition = condition
        self.action = action
        self.responseHeaders = responseHeaders
        self.edge = edge
        self.access = access
        self.limits = limits
        self.importance = importance
        self.layout = layout
        self.reads = reads
        self.textOfQuery = textOfQuery
        self.position = position
    }

    /// `GET /api/**`, or `/api/**` where it takes all methods, as logs and metrics name it.
    package var name: String { (method.map { $0.rawValue + " " } ?? "") + path.description }

    /// The same route at another place, all its services with one index: what is left when it is compared with one of other files.
    package func moved(to position: SourcePosition, service: Int) -> RoutePlan {
        var action = action
        if case .forward(let plan) = action { action = .forward(plan.moved(toService: service)) }
        return RoutePlan(
            method: method, path: path, summary: summary, condition: condition, action: action,
            responseHeaders: responseHeaders, edge: edge, access: access, limits: limits, importance: importance,
            layout: layout, reads: reads, textOfQuery: textOfQuery, position: position)
    }
}
