internal import HTTPTypes
internal import TuttiPlan
internal import TuttiRouting

/// The endpoints and routes of a plan as the listener looks for them.
final class EndpointRouter: Sendable {
    let router: Router
    /// The patterns of the endpoints with their methods, `GET /profile/{id}`, as logs and metrics name them.
    let names: [String]
    /// The patterns of the routes with their methods, if they have one, `/api/**`.
    let routeNames: [String]
    /// `Allow` for `OPTIONS *`.
    let allMethods: String

    /// Routes to the endpoints and the routes of a plan.
    init(_ plan: GatewayPlan) {
        router = Router(plan)
        names = plan.endpoints.map { "\($0.method.rawValue) \($0.path)" }
        routeNames = plan.routes.map(\.name)
        allMethods = Self.allow(router.methods)
    }

    /// The names of both, which are counted alike.
    var allNames: [String] { names + routeNames }

    /// The value of `Allow` for a path whose endpoints have these methods.
    static func allow(_ methods: [HTTPRequest.Method]) -> String {
        var names = methods.map(\.rawValue)
        if methods.contains(.get), !methods.contains(.head) { names.append("HEAD") }
        if !methods.contains(.options) { names.append("OPTIONS") }
        return names.joined(separator: ", ")
    }
}
