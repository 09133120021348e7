internal import TuttiExpressions
internal import TuttiJSON

extension Microbenchmark {
    /// Expressions over 122 orders, and their results written.
    static let expressions = [
        Microbenchmark(name: "expression-project", iterations: 50) {
            try evaluating("orders.items[].{id: id, total: total.amount}")
        },
        Microbenchmark(name: "expression-filter-sort", iterations: 50) {
            try evaluating(
                "sort_by(orders.items[?status == 'paid' || total.amount > `500`], &placedAt)[:20].[id, placedAt]")
        },
        Microbenchmark(name: "expression-lookup-join", iterations: 20) {
            try evaluating(
                "orders.items[].{id: id, customer: lookup($.customers, customerId).name}", customers: customers)
        },
    ]

    /// An object by customer: what a call with `each` and `key` gives.
    ///
    /// Every second order's customer is in it.
    private static func customers(of orders: JSONNode) -> JSONValue {
        var table = JSONObject()
        let items = JSONValue.node(orders).member("items")?.elements ?? []
        for (place, order) in items.enumerated() where place % 2 == 0 {
            guard let id = order.member("customerId")?.string else { continue }
            table[id] = .object(JSONObject([(name: "name", value: .string("Customer \(place)"))]))
        }
        return .object(table)
    }

    private static func evaluating(
        _ source: String, customers: (JSONNode) -> JSONValue = { _ in .null }
    ) throws -> () throws -> Int {
        let layout = ScopeLayout(names: ["orders", "customers"])
        let expression = try Expression(parsing: source).bound(to: layout, current: .root)
        let orders = try JSONDocument(parsing: OrdersDocument.text(orders: 122)).root
        var scope = Scope(layout: layout)
        scope[0] = .node(orders)
        scope[1] = customers(orders)
        return { [scope] in
            var writer = JSONWriter(reserving: 4096)
            guard try expression.write(in: scope, to: &writer) else { throw Failure("there was nothing to write") }
            return writer.bytes.count
        }
    }
}
