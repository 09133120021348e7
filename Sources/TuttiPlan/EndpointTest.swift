package import HTTPTypes
package import TuttiJSON
package import TuttiResilience

/// One test of an endpoint, as it stands beside it: what services answer, what is asked, what must come of it.
package struct EndpointTest: Sendable {
    /// What people call it; no other test of the endpoint has the name.
    package var name: String
    /// What services answer in all steps that say nothing of the same service, by index of the service.
    package var services: [Int: ServiceScript]
    /// What happens, one after the other, on the same breakers and cached responses; at least one request.
    package var steps: [Step]
    /// Members of the response that must not vanish, whichever calls fail.
    package var required: [JSONPointer]
    /// What expressions read as `env.NAME` in it, in place of what the gateway's environment has.
    package var environment: [(name: String, value: String)] = []
    /// Where it stands.
    package var position: SourcePosition

    /// One thing that happens.
    package enum Step: Sendable {
        /// A client asks.
        case request(TestStep)
        /// Time passes.
        case wait(TimeSpan)
    }

    /// A test of its parts.
    package init(
        name: String, services: [Int: ServiceScript] = [:], steps: [Step], required: [JSONPointer] = [],
        position: SourcePosition
    ) {
        self.name = name
        self.services = services
        self.steps = steps
        self.required = required
        self.position = position
    }
}

/// A request of a client in a test, and what must come of it.
package struct TestStep: Sendable {
    /// What is asked.
    package var request: TestRequest
    /// What services answer in this step, by index of the service; the test's say what the others do.
    package var services: [Int: ServiceScript]
    /// What must come of it.
    package var expect: TestExpectation
    /// How many times it is asked, at least 1.
    package var repeats: Int
    /// Where it stands.
    package var position: SourcePosition

    /// A step of its parts.
    package init(
        request: TestRequest, services: [Int: ServiceScript] = [:], expect: TestExpectation = TestExpectation(),
        repeats: Int = 1, position: SourcePosition
    ) {
        self.request = request
        self.services = services
        self.expect = expect
        self.repeats = max(repeats, 1)
        self.position = position
    }
}

/// What the client of a test sends.
package struct TestRequest: Sendable {
    /// The method.
    package var method: HTTPRequest.Method
    /// Path and query as the client sends them.
    package var target: String
    /// The values of the path's parameters, percent-decoded, in the order of ``PathPattern``.
    package var pathParameters: [String]
    /// The headers.
    package var headers: [HTTPField]
    /// The JSON body; nil sends none.
    package var body: JSONValue?

    /// A request of its parts.
    package init(
        method: HTTPRequest.Method, target: String, pathParameters: [String], headers: [HTTPField] = [],
        body: JSONValue? = nil
    ) {
        self.method = method
        self.target = target
        self.pathParameters = pathParameters
        self.headers = headers
        self.body = body
    }

    /// The query without its `?`; empty without one.
    package var query: String {
        target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) } ?? ""
    }
}

/// What must come of a request; what is not given is not compared.
package struct TestExpectation: Sendable {
    /// The status of the response.
    package var status: Int?
    /// An outcome (`fallback`) or a reason (`timeout`) of calls, by name, in the order of the file.
    package var outcomes: [(call: String, word: String)]
    /// The body: members that are not named are not compared, arrays have the same length.
    package var body: JSONValue?
    /// Fields of the response; nil stands for a field that must not be there.
    package var headers: [(name: HTTPField.Name, value: String?)]
    /// How many requests a call made, attempts included, by its name.
    package var calls: [(call: String, count: Int)]
    /// The JSON body that each request of a call had, by its name; compared as ``body`` is.
    package var sent: [(call: String, body: JSONValue)]
    /// The response came after at most this much time.
    package var within: TimeSpan?

    /// An expectation of its parts.
    package init(
        status: Int? = nil, outcomes: [(call: String, word: String)] = [], body: JSONValue? = nil,
        headers: [(name: HTTPField.Name, value: String?)] = [], calls: [(call: String, count: Int)] = [],
        sent: [(call: String, body: JSONValue)] = [], within: TimeSpan? = nil
    ) {
        self.status = status
        self.outcomes = outcomes
        self.body = body
        self.headers = headers
        self.calls = calls
        self.sent = sent
        self.within = within
    }

    /// The words for how a call ended, whatever the reason.
    package static let outcomeWords = ["ok", "cached", "stale", "fallback", "skipped", "failed"]
}
