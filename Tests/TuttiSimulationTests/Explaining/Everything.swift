/// An endpoint with all that a plan can have.
enum Everything {
    static let gateway = """
        defaults: { max-calls: 60 }
        services:
          users:
            instances: ["http://users"]
            timeout: 500ms
            retry: { attempts: 3, on: [connect, reset, 5xx], attempt-timeout: 200ms, budget: 0.1 }
          orders: { instances: ["http://orders"], timeout: 300ms, hedge: p95 }
          catalog: { instances: ["http://catalog"], cache: 30s }
          payments: { instances: ["http://payments"] }

        """

    static let endpoint = """
        endpoint: GET /shop/{id}
        summary: Everything at once.
        deadline: 1500ms
        status: { partial: 206, user: { 404: 410, timeout: 503 } }
        meta: _meta
        fields: true
        calls:
          user: { service: users, get: "/users/{path.id}", required: true }
          orders:
            service: orders
            get: /orders
            query: { user: user.id, limit: "'10'" }
            accept: [2xx, { 404: [] }]
            select: items
            otherwise: [{ stale: 10m }, { value: [] }]
          products:
            service: catalog
            get: "/products?ids={each}"
            each: orders[].productId
            batch: 20
            at-most: 90
            parallel: 2
            key: id
            timeout: 400ms
          stock:
            service: catalog
            get: "/stock/{products.a.id}"
            when: path.id != 'none'
          offers:
            service: catalog
            get: /offers
            query: { tier: user.tier, stock: stock.level || 'none' }
            otherwise: stale
          payments: { service: payments, get: "/accounts/{user.accountId}/payments", hedge: 50ms, into: text }
        response:
          user: user.name
          orders: "orders[].{id: id, name: lookup($.products, productId).name}"
          products: products
          stock: stock.level
          offers: offers
          payments: payments
          complete: meta.orders.outcome == 'ok'
          count: length(orders)
        tests:
          - name: all
            request: GET /shop/7
            services:
              users: { "*": { body: { id: 7, name: Ada, tier: gold, accountId: a7 } } }
              orders: { "*": { body: { items: [{ id: 1, productId: a }] } } }
              catalog:
                "GET /products": { body: [{ id: a, name: Cup }] }
                "GET /stock/a": { body: { level: 3 } }
                "GET /offers": { body: [1] }
              payments: { "*": { text: none } }
            expect: { status: 200 }

        """
}
