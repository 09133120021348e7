internal import HTTPTypes
package import TuttiJSON
package import TuttiPlan
internal import TuttiRouting
internal import TuttiSimulation

/// The composed endpoints of a gateway, described for its clients: OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1).
///
/// The same plan gives the same bytes. Nothing of it tells where services are, or what is asked of them.
package struct OpenAPIDocument: Sendable {
    /// The document.
    package let json: JSONValue
    /// The names of endpoints of whose responses only what is certain is known: they have neither `schema` nor a test that
    /// passes with a composed response.
    package let sketchyEndpoints: [String]

    /// What a plan doesn't say.
    package struct Info: Sendable {
        /// What the API is called.
        package var title: String
        /// Its version, not Tutti's.
        package var version: String
        /// Where it is served; may be empty.
        package var servers: [String]

        /// Information of its parts.
        package init(title: String = "Composed endpoints", version: String = "1.0.0", servers: [String] = []) {
            self.title = title
            self.version = version
            self.servers = servers
        }
    }

    /// Describes the endpoints and routes of a plan; runs the endpoints' tests to learn what responses look like.
    ///
    /// - Parameters:
    ///   - plan: the endpoints.
    ///   - tests: the tests that stand beside each endpoint, in the order of the endpoints.
    ///   - info: what neither of them says.
    package init(_ plan: GatewayPlan, tests: [[EndpointTest]], info: Info = Info()) {
        let sampler = ResponseSampler(plan)
        let security = SecuritySchemes(plan.settings.ways)
        var ids = OperationIDs()
        var paths = PathTemplates()
        var items = JSONObject()
        var schemas = SharedComponents.schemas
        var sketchy: [String] = []
        for (endpoint, tests) in zip(plan.endpoints, tests) {
            let path = paths.template(of: endpoint.path)
            let operation = Operation(
                endpoint, id: ids.next(for: endpoint.method, endpoint.path), parameterNames: path.parameters,
                services: plan.services,
                samples: sampler.samples(of: endpoint, tests: tests))
            for (name, schema) in operation.schemas { schemas[name] = schema }
            if operation.isSketchy { sketchy.append(endpoint.name) }
            var item = items[path.text]?.members ?? []
            item.append((endpoint.method.rawValue.lowercased(), security.secured(operation.json, endpoint.access)))
            items[path.text] = .object(JSONObject(item))
        }
        sketchyEndpoints = sketchy
        var otherRoutes: [JSONValue] = []
        var components = ServiceComponents()
        let router = Router(plan)
        for (index, route) in plan.routes.enumerated() {
            if case .forward(let forward) = route.action, let description = forward.description {
                let operations = ServiceOperations(description, through: index, route, forward, router: router)
                let service = forward.split.shares.first.map { plan.services[$0.service].name } ?? ""
                for described in operations.described {
                    let path = paths.template(of: described.path)
                    let name = described.method.rawValue.lowercased()
                    var item = items[path.text]?.members ?? []
                    guard !item.contains(where: { $0.name == name }) else { continue }
                    let id = operations.id(of: described).map { ids.unique($0) }
                    let operation = operations.operation(
                        described, id: id ?? ids.next(for: described.method, described.path),
                        parameterNames: path.parameters, service: service, components: &components)
                    item.append((name, security.secured(operation, route.access)))
                    items[path.text] = .object(JSONObject(item))
                }
                if !operations.described.isEmpty { continue }
            }
            guard route.isDescribable, let method = route.method else {
                otherRoutes.append(route.entry)
                continue
            }
            let path = paths.template(of: route.path)
            let name = method.rawValue.lowercased()
            var item = items[path.text]?.members ?? []
            // Of several routes that `when` tells apart, the first is described.
            guard !item.contains(where: { $0.name == name }) else { continue }
            let operation = RouteOperation(
                route, id: ids.next(for: method, route.path), parameterNames: path.parameters)
            item.append((name, security.secured(operation.json, route.access)))
            items[path.text] = .object(JSONObject(item))
        }

        var document = JSONObject()
        document["openapi"] = "3.1.1"
        document["info"] = ["title": .string(info.title), "version": .string(info.version)]
        if !info.servers.isEmpty { document["servers"] = .array(info.servers.map { ["url": .string($0)] }) }
        document["paths"] = .object(items)
        var shared = components.added(to: [
            ("schemas", .object(schemas)), ("headers", SharedComponents.headers),
            ("responses", SharedComponents.responses),
        ])
        if let schemes = security.json { shared["securitySchemes"] = schemes }
        document["components"] = .object(shared)
        if !otherRoutes.isEmpty { document["x-tutti-routes"] = .array(otherRoutes) }
        json = .object(document)
    }

    /// The document as text for people, without a line feed at its end.
    package var text: String { json.indented }
}
