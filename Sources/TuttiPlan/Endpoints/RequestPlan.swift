package import TuttiExpressions
package import TuttiSchema

/// What a client's request to an endpoint must be before anything is sent to a service.
package struct RequestPlan: Sendable {
    /// What its body must be; nil where nothing is asked of it.
    package var body: JSONSchema? { didSet { bodyShape = body.map(SchemaShape.of) ?? .any } }
    /// What is known of a body that fits.
    package private(set) var bodyShape = ValueShape.any
    /// Whether there must be a body, where something is asked of it.
    package var bodyIsRequired = true
    /// Parameters of the path.
    package var path: [ParameterPlan] = []
    /// Parameters of the query.
    package var query: [ParameterPlan] = []
    /// Headers, by names in lower case.
    package var headers: [ParameterPlan] = []
    /// Whether a name in the query is refused that is not among ``query``.
    package var refusesUnknownQuery = false

    /// Nothing is asked.
    package init() {}
}
