/// What `tutti explain` prints of endpoints in `compositions`, and of the one with everything.
enum ExplainedText {
    static let profile = """
        GET /profile/{id}  compositions/profile.yaml:5
        Everything the profile screen shows, in one call.

          deadline    800 ms
          worst time  800 ms, for the deadline cuts user 500 ms → payments 1 s, 1.5 s in all
          requests    at most 3; `max-calls` is 100

          call            at worst    request
          ├─ user         0–500 ms    users GET /users/{path.id}
          │  │                        required, timeout 500 ms
          │  └─ payments  500–800 ms  payments GET /accounts/{user.accountId}/payments
          │                           waits for user
          │                           timeout 1 s, of which the deadline leaves 300 ms at worst
          └─ orders       0–300 ms    orders GET /orders?user={path.id}&limit={query.limit || '10'}
                                      timeout 300 ms

          if it fails the client gets
          user        a problem: 504 after timeout, 503 after breaker_open, overloaded or its 503 with
                        Retry-After, the status of the service if that is 400–404, 409, 410, 412, 422 or
                        429, 400 if it can't be made of the client's request, 502 after anything else
          orders      200: /orders is []
          payments    200: /payments is null
        """

    static let checkout = """
        POST /checkout/{id}  compositions/checkout.yaml:5
        Orders one product for a user.

          deadline    2 s
          worst time  2 s: product 1 s → order 1 s
          requests    at most 3; `max-calls` is 100

          limits            checkouts: 600/m, 1000 at once, by client.address (compositions/checkout.yaml:8)

          call         at worst  request
          ├─ user      0–500 ms  users GET /users/{path.id}
          │                      required, timeout 500 ms
          └─ product   0–1 s     catalog GET /products/{body.product}
             │                   required, timeout 1 s
             │                   accept: 200–299 and 404 as null
             └─ order  1–2 s     orders POST /orders
                                 waits for user and product
                                 when product.inStock
                                 timeout 1 s

          if it fails the client gets
          user        a problem: 504 after timeout, 503 after breaker_open, overloaded or its 503 with
                        Retry-After, the status of the service if that is 400–404, 409, 410, 412, 422 or
                        429, 400 if it can't be made of the client's request, 502 after anything else
          product     a problem: 504 after timeout, 503 after breaker_open, overloaded or its 503 with
                        Retry-After, the status of the service if that is 400–403, 409, 410, 412, 422 or
                        429, 400 if it can't be made of the client's request, 502 after anything else
          order       200: /order is null; /accepted is false
        """

    static let orderHistory = """
        GET /users/{id}/order-history  compositions/order-history.yaml:6
        The orders of a user with the names and prices of their products.

          deadline    1.5 s
          worst time  1.5 s, for the deadline cuts user 500 ms → orders 1 s → products 1 s, 2.5 s in all
          requests    at most 4; `max-calls` is 100

          call               at worst      request
          └─ user            0–500 ms      users GET /users/{path.id}
             │                             required, timeout 500 ms
             └─ orders       500 ms–1.5 s  orders GET /orders?user={user.id}&limit={floor(min([`100`,
                │                            max([`0`, to_number(query.limit) || `20`])]))}
                │                          waits for user
                │                          required, timeout 1 s
                └─ products  no time left  catalog GET /products?ids={each}
                                           waits for orders
                                           each of orders[].productId: at most 100, 50 in a request, 10
                                             requests at once, told apart by id
                                           timeout 1 s, of which the deadline leaves nothing at worst
                                           at most 2 requests

          if it fails   the client gets
          user, orders  a problem: 504 after timeout, 503 after breaker_open, overloaded or its 503 with
                          Retry-After, the status of the service if that is 400–404, 409, 410, 412, 422 or
                          429, 400 if it can't be made of the client's request, 502 after anything else
          products      200: /orders is made without it
                        200: null for some values, if only some of its requests fail
        """

    static let webHome = """
        GET /web/home/{id}  compositions/web-home.yaml:6
        Greeting, latest orders and suggestions of the start page.

          deadline    600 ms
          worst time  600 ms, for the deadline cuts orders 1 s
          requests    at most 3; `max-calls` is 100

          call         at worst  request
          ├─ user      0–250 ms  users GET /users/{path.id}
          │                      timeout 250 ms
          ├─ orders    0–600 ms  orders GET /orders?user={path.id}&limit=50
          │                      timeout 1 s, which the deadline cuts to 600 ms
          └─ products  0–600 ms  catalog GET /products
                                 timeout 1 s, which the deadline cuts to 600 ms

          if it fails the client gets
          user        200: /greeting is "Hello guest"; /priority is false
          orders      200: /orders/latest is []; /orders/open is 0; /complete/orders is false
          products    200: /suggestions is []; /complete/suggestions is false
        """

    static let everything = """
        GET /shop/{id}  shop.yaml:1
        Everything at once.

          deadline    1.5 s
          worst time  1.5 s, for the deadline cuts user 500 ms → orders 300 ms → products 400 ms → stock 1 s
                        → offers 1 s, 3.2 s in all
          requests    at most 10, 14 with all second tries; `max-calls` is 60
          status      206 when an optional call failed
          meta        /_meta says what happened to each call
          fields      clients choose members with ?fields=; calls that feed none of them are not made

          call                   at worst      request
          └─ user                0–500 ms      users GET /users/{path.id}
             │                                 required, timeout 500 ms
             │                                 retry: up to 3 tries, after connect, reset or 500–599, each
             │                                   at most 200 ms; budget of users: 10 %
             │                                 at most 1 request, 3 with all second tries
             ├─ orders           500–800 ms    orders GET /orders?user={user.id}&limit=10
             │  │                              waits for user
             │  │                              timeout 300 ms
             │  │                              hedge: a second try beside one that takes longer than 95 % of
             │  │                                the responses
             │  │                              accept: 200–299 and 404 as []
             │  │                              at most 1 request, 2 with all second tries
             │  └─ products      800 ms–1.2 s  catalog GET /products?ids={each}
             │     │                           waits for orders
             │     │                           each of orders[].productId: at most 90, 20 in a request, 2
             │     │                             requests at once, told apart by id
             │     │                           timeout 400 ms
             │     │                           cache: a response is used again for 30 s
             │     │                           at most 5 requests
             │     └─ stock      1.2–1.5 s     catalog GET /stock/{products.a.id}
             │        │                        waits for products
             │        │                        when path.id != 'none'
             │        │                        timeout 1 s, of which the deadline leaves 300 ms at worst
             │        │                        cache: a response is used again for 30 s
             │        └─ offers  no time left  catalog GET /offers?tier={user.tier}&stock={stock.level ||
             │                                   'none'}
             │                                 waits for user; waits for stock, and copes without
             │                                 timeout 1 s, of which the deadline leaves nothing at worst
             │                                 cache: a response is used again for 30 s
             └─ payments         500 ms–1.5 s  payments GET /accounts/{user.accountId}/payments
                                               waits for user
                                               timeout 1 s
                                               hedge: a second try beside one that takes longer than 50 ms
                                               into: text
                                               at most 1 request, 2 with all second tries

          if it fails the client gets
          user        a problem: 503 after timeout, breaker_open, overloaded or its 503 with Retry-After,
                        410 after its 404 or its 410, the status of the service if that is 400–403, 409,
                        412, 422 or 429, 400 if it can't be made of the client's request, 502 after anything
                        else
          orders      206: the last good response, at most 10 min old, if there is one; else:
                        206: /stock is null; /orders is []; /complete is false; /count is 0; /products is
                          {}; stock can't be made then; products asks for nothing; offers copes without
          products    206: /products and /stock are null; /orders is made without it; stock fails with it;
                        offers copes without
                      206: null for some values, if only some of its requests fail
          stock       206: /stock is null; offers copes without
          offers      206: the last good response, if there is one; else:
                        206: /offers is null
          payments    206: /payments is null
        """
}
