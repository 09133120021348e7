/// A request as it came in, with its whole body.
package struct FixtureRequest: Sendable, Equatable {
    /// `GET`, `POST`, …, as written by the client.
    package var method: String
    /// Path and query as on the wire, not decoded: `/orders?user=7`.
    package var target: String
    /// The fields in the order in which they came, names as written.
    package var headers: [(name: String, value: String)]
    /// The body, after chunked coding; empty without one.
    package var body: [UInt8]
    /// Number of the connection it came on, from 1, in the order of acceptance: equal numbers show a reused connection.
    package var connection: Int

    /// Makes a request, for a handler's own tests.
    package init(
        method: String = "GET", target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        connection: Int = 0
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.connection = connection
    }

    /// The target up to the query, not decoded.
    package var path: Substring { target.prefix { $0 != "?" } }

    /// The value of the first field of that name, whatever its case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    /// The percent-decoded value of the first query parameter of that name.
    package func query(_ name: String) -> String? {
        QueryString.pairs(of: target).first { $0.name == name }?.value
    }

    /// The body as text, broken UTF-8 repaired.
    package var text: String { String(decoding: body, as: UTF8.self) }

    package static func == (left: Self, right: Self) -> Bool {
        left.method == right.method && left.target == right.target && left.body == right.body
            && left.connection == right.connection
            && left.headers.elementsEqual(right.headers) { $0.name == $1.name && $0.value == $1.value }
    }
}
