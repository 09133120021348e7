internal import TuttiJSON

/// The routes of the services that are composed; each returns the handler of a fresh service with nothing created yet.
enum FixtureRoutes {
    static func handler(for service: FixtureService, data: FixtureData) -> FixtureServer.Handler? {
        switch service {
        case .users: users(data)
        case .orders: orders(data)
        case .payments: payments(data)
        case .catalog: catalog(data)
        case .identity: nil
        }
    }

    private static func users(_ data: FixtureData) -> FixtureServer.Handler {
        let byID = responses(data.users, by: "id")
        let list = FixtureResponse(body: wrapped("users", data.users.map(\.json)))
        return { request in
            let (first, second, third) = segments(request)
            switch (request.reading, first, second, third) {
            case (true, "users", nil, nil): return list
            case (true, "users", let id?, nil): return byID[id] ?? unknown("user", id)
            default: return noRoute(request, "GET /users, GET /users/{id}")
            }
        }
    }

    private static func orders(_ data: FixtureData) -> FixtureServer.Handler {
        let byID = responses(data.orders, by: "id")
        let byUser = Dictionary(grouping: data.orders) { $0.text("userId") }.mapValues { $0.map(\.json) }
        let all = data.orders.map(\.json)
        let created = CreatedRecords(resource: "orders") { "\(6_000 + $0)" }
        let ledger = WriteLedger("placements")
        return { request in
            let (first, second, third) = segments(request)
            switch (request.reading, first, second, third) {
            case (true, "orders", nil, nil):
                var items = request.query("user").map { byUser[$0] ?? [] } ?? all
                if let limit = request.query("limit") {
                    guard let limit = Int(limit), limit >= 0 else {
                        return .problem(
                            400, title: "Bad limit", detail: "limit is “\(limit)”; it takes a number from 0 on.")
                    }
                    items = Array(items.prefix(limit))
                }
                return FixtureResponse(body: wrapped("items", items))
            case (true, "orders", "created", nil): return created.list()
            case (true, "orders", let id?, nil): return byID[id] ?? unknown("order", id)
            case (false, "orders", nil, nil) where request.method == "POST": return created.create(from: request.body)
            default:
                return ledger.response(to: request)
                    ?? noRoute(
                        request,
                        "GET /orders?user=7&limit=10, GET /orders/{id}, GET /orders/created, POST /orders, PUT and DELETE /placements/{number}"
                    )
            }
        }
    }

    private static func payments(_ data: FixtureData) -> FixtureServer.Handler {
        let byAccount = Dictionary(grouping: data.payments) { $0.text("accountId") }
            .mapValues { FixtureResponse(body: JSONWriter.array(of: $0.map(\.json))) }
        let none = FixtureResponse(json: "[]")
        let created = CreatedRecords(resource: "payments") { "\"p-\(10_000 + $0)\"" }
        let ledger = WriteLedger("charges")
        return { request in
            let (first, second, third) = segments(request)
            switch (request.reading, first, second, third) {
            case (true, "accounts", let account?, "payments"): return byAccount[account] ?? none
            case (true, "payments", "created", nil): return created.list()
            case (false, "payments", nil, nil) where request.method == "POST": return created.create(from: request.body)
            default:
                return ledger.response(to: request)
                    ?? noRoute(
                        request,
                        "GET /accounts/{accountId}/payments, GET /payments/created, POST /payments, POST /charges, DELETE /charges/{number}"
                    )
            }
        }
    }

    private static func catalog(_ data: FixtureData) -> FixtureServer.Handler {
        let byID = responses(data.catalog, by: "id")
        let products = data.catalog.map { (id: $0.text("id"), json: $0.json) }
        let feed = ProductFeed(data.catalog)
        let ledger = WriteLedger("reservations")
        return { request in
            let (first, second, third) = segments(request)
            switch (request.reading, first, second, third) {
            case (true, "products", nil, nil):
                let wanted = request.query("ids").map { Set($0.split(separator: ",").map(String.init)) }
                let found = products.filter { wanted?.contains($0.id) ?? true }
                return FixtureResponse(body: named("products", found.map(\.json)))
            case (true, "products", let id?, nil): return byID[id] ?? unknown("product", id)
            case (true, "products.xml", nil, nil):
                return feed.xml(ids: request.query("ids").map { $0.split(separator: ",").map(String.init) })
            case (false, "graphql", nil, nil) where request.method == "POST": return feed.graphQL(request.body)
            default:
                return ledger.response(to: request)
                    ?? noRoute(
                        request,
                        "GET /products?ids=1,2,3, GET /products/{id}, GET /products.xml?ids=1,2,3, POST /graphql, PUT and DELETE /reservations/{number}"
                    )
            }
        }
    }

    // MARK: - Pieces

    /// The decoded segments of the path; none when there are more than three.
    private static func segments(_ request: FixtureRequest) -> (String?, String?, String?) {
        let all = request.path.split(separator: "/").map { QueryString.decoded($0) }
        guard all.count <= 3 else { return (nil, nil, nil) }
        return (all.first, all.dropFirst().first, all.dropFirst(2).first)
    }

    private static func responses(_ records: [FixtureData.Record], by name: String) -> [String: FixtureResponse] {
        Dictionary(
            records.map { ($0.text(name), FixtureResponse(body: $0.json)) }, uniquingKeysWith: { first, _ in first })
    }

    private static func named(_ name: String, _ items: [[UInt8]]) -> [UInt8] {
        Array("{\"\(name)\":".utf8) + JSONWriter.array(of: items) + Array("}".utf8)
    }

    /// An object with a list and its length: `{"items":[…],"count":n}`.
    private static func wrapped(_ name: String, _ items: [[UInt8]]) -> [UInt8] {
        Array("{\"\(name)\":".utf8) + JSONWriter.array(of: items) + Array(",\"count\":\(items.count)}".utf8)
    }

    private static func unknown(_ kind: String, _ id: String) -> FixtureResponse {
        .problem(404, title: "Unknown \(kind)", detail: "There is no \(kind) “\(id)”.")
    }

    private static func noRoute(_ request: FixtureRequest, _ routes: String) -> FixtureResponse {
        .problem(
            404, title: "No such resource",
            detail: "\(request.method) \(request.path) is not served here. There are: \(routes).")
    }
}

extension FixtureRequest {
    /// HEAD is answered as GET; the server leaves the body out.
    fileprivate var reading: Bool { method == "GET" || method == "HEAD" }
}
