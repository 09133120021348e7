import Testing
import TuttiEngine
import TuttiSimulation

/// What of a client's query reaches a service: an object of parameters, and bytes that are no text.
struct QueryTests {
    private static func composing(_ query: String, response: String = "a") throws -> Composing {
        try Composing(
            "endpoint: GET /x\ncalls: { a: { service: users, get: \"/u?z=0\", required: true, query: \(query) } }\nresponse: \(response)"
        ) { _ in .body("1") }
    }

    @Test(arguments: [
        ("query_all", "a=1&b=2&a=3", "/u?z=0&a=1&a=3&b=2"), ("query_all", "", "/u?z=0"),
        ("query_all", "a", "/u?z=0&a="),
        ("query_all", "a%26b=c%3D+d&%C3%A9=%F0%9F%98%80", "/u?z=0&a%26b=c%3D%20d&%C3%A9=%F0%9F%98%80"),
        ("query", "a=1&b=2&a=3", "/u?z=0&a=1&b=2"),
        ("\"merge(query_all, {page: '2', a: null})\"", "page=1&a=9&c=3", "/u?z=0&page=2&c=3"),
        ("\"{only: query.a, n: `7`, list: [query.b, 'x', null]}\"", "a=1&b=2", "/u?z=0&only=1&n=7&list=2&list=x"),
        ("query_all.x", "a=1", "/u?z=0"),
    ])
    func anExpressionGivesAllParameters(query: String, sent: String, target: String) throws {
        let composing = try Self.composing(query)
        _ = try composing.response(.get(query: sent))
        #expect(composing.transport.calls.map(\.target) == [target])
    }

    @Test(arguments: [
        ("query.a", "a=x", "`query` is a string, where an object is needed"),
        ("\"{a: query_all}\"", "a=x", "query parameter a is an object or a nested array"),
    ])
    func whatIsNoObjectOfTextIsTheClientsMistake(query: String, sent: String, message: String) throws {
        let response = try Self.composing(query).response(.get(query: sent))
        #expect(response.calls[0].message == message)
        #expect(response.status == 400)
    }

    @Test(arguments: [
        ("query_all", "a=%FF&b=%C3%A9", "/u?z=0&a=%FF&b=%C3%A9"), ("query_all", "%fe=x%80y", "/u?z=0&%FE=x%80y"),
        ("{ a: query.a }", "a=caf%E9", "/u?z=0&a=caf%E9"), ("{ a: query_all.a }", "a=%FF&a=ok", "/u?z=0&a=%FF&a=ok"),
        ("{ a: \"query.a || 'none'\" }", "a=%E2%82", "/u?z=0&a=%E2%82"),
        ("{ a: \"query_all.a[0]\" }", "a=%C0%AF", "/u?z=0&a=%C0%AF"),
        ("\"merge(query_all, {page: '2'})\"", "a=%FF", "/u?z=0&a=%FF&page=2"),
        ("{ b: query.b }", "a=%FF&b=2", "/u?z=0&b=2"),
        ("{ b: lower(query.b), a: query.a }", "a=%FF&b=B", "/u?z=0&b=b&a=%FF"),
        ("{ a: \"query.b == '1' ? query.a : 'x'\" }", "a=%FF&b=1", "/u?z=0&a=%FF"),
        ("{ a: query.a }", "a=%FF%F4%8F%BF%BF", "/u?z=0&a=%FF%F4%8F%BF%BF"),
        ("{ a: query.a }", "a=%F4%8F%BF%BF%F4%80%80%80", "/u?z=0&a=%F4%8F%BF%BF%F4%80%80%80"),
        ("{ a: query.a }", "a=\u{10FFFF}\u{10FFFD}", "/u?z=0&a=%F4%8F%BF%BF%F4%8F%BF%BD"),
    ])
    func bytesThatAreNoTextPassUnchanged(query: String, sent: String, target: String) throws {
        let composing = try Self.composing(query)
        let response = try composing.response(.get(query: sent))
        #expect(response.status == 200)
        #expect(composing.transport.calls.map(\.target) == [target])
    }

    @Test(arguments: [
        ("{ a: lower(query.a) }", "a", "a=%FF", "a"), ("{ a: query.a }", "query.a", "a=%FF", "a"),
        ("{ a: \"query.a == '1'\" }", "a", "b=1&a=x%80", "a"), ("query_all", "keys(query)", "%FF=1", "%FF"),
        ("{ n: length(query_all.a) }", "a", "a=%FF", "a"), ("{ a: \"query.a ? 'y' : 'n'\" }", "a", "a=%FF", "a"),
        ("{ a: \"join(',', query_all.a)\" }", "a", "a=%FF", "a"),
    ])
    func bytesThatAreNoTextAreRefusedWhereAnExpressionLooksIntoThem(
        query: String, response: String, sent: String, name: String
    ) throws {
        let composing = try Self.composing(query, response: response)
        let response = try composing.response(.get(query: sent))
        #expect(response.status == 400)
        #expect(response.text.contains("The query parameter `\(name)` is not UTF-8"), "\(response.text)")
        #expect(composing.transport.calls.isEmpty)
    }

    @Test func aPlaceholderOfAPathLooksIntoIt() throws {
        let composing = try Composing(
            "endpoint: GET /x\ncalls: { a: { service: users, get: \"/u/{query.a}\" } }"
        ) { _ in .body("1") }
        #expect(try composing.response(.get(query: "a=%FF")).status == 400)
        #expect(try composing.response(.get(query: "a=%C3%A9&b=%FF")).status == 200)
        #expect(composing.transport.calls.map(\.target) == ["/u/%C3%A9"])
    }
}
