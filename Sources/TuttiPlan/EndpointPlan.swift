package import HTTPTypes
package import TuttiExpressions
package import TuttiJSON
package import TuttiResilience

/// One endpoint: what a client asks for, which calls answer it, and the shape of the response.
package struct EndpointPlan: Sendable {
    /// The method clients use.
    package var method: HTTPRequest.Method
    /// The path clients use.
    package var path: PathPattern
    /// One line for people.
    package var summary: String?
    /// How long the whole response may take.
    package var deadline: TimeSpan
    /// The names expressions read, and their slots; those of ``ScopeName`` first, then the calls in declared order.
    package var layout: ScopeLayout
    /// The names other than calls that some expression of this endpoint reads: the others are never filled in.
    package var reads: Set<ScopeName>
    /// What they read of the client's request by name.
    package var readParameters: ReadParameters
    /// Which parameters of the query must be text: some expression looks into them.
    ///
    /// Others are passed on as they came.
    package var textOfQuery: ReadParameters.Names
    /// The calls, in declared order.
    package var calls: [CallPlan]
    /// The response's body.
    package var response: ValueTemplate
    /// Which status the response has when calls failed.
    package var statuses: StatusMapping
    /// The member of the response that says what happened to each call; nil leaves it to the header.
    package var metaMember: String?
    /// Whether clients choose members of the response with `?fields=`.
    package var allowsFields: Bool
    /// A JSON Schema of the response for `tutti openapi`, as the file gives it.
    package var schema: JSONValue?
    /// The tests that stand beside it.
    package var tests: [EndpointTest]
    /// Where the endpoint is declared, for messages.
    package var position: SourcePosition

    /// An endpoint of its parts.
    package init(
        method: HTTPRequest.Method,
        path: PathPattern,
        summary: String? = nil,
        deadline: TimeSpan,
        layout: ScopeLayout,
        reads: Set<ScopeName>,
        readParameters: ReadParameters = ReadParameters(),
        textOfQuery: ReadParameters.Names = ReadParameters.Names(),
        calls: [CallPlan],
        response: ValueTemplate,
        statuses: StatusMapping = StatusMapping(),
        metaMember: String? = nil,
        allowsFields: Bool = false,
        schema: JSONValue? = nil,
        tests: [EndpointTest] = [],
        position: SourcePosition
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.deadline = deadline
        self.layout = layout
        self.reads = reads
        self.readParameters = readParameters
        self.textOfQuery = textOfQuery
        self.calls = calls
        self.response = response
        self.statuses = statuses
        self.metaMember = metaMember
        self.allowsFields = allowsFields
        self.schema = schema
        self.tests = tests
        self.position = position
    }
}

extension EndpointPlan {
    /// The most requests that one request of a client can make, attempts after the first not counted.
    package var mostRequests: Int { calls.reduce(0) { $0 + $1.mostRequests } }

    /// `GET /profile/{id}`, as logs and metrics name it.
    package var name: String { "\(method.rawValue) \(path)" }
}

/// Which status a response has when calls failed, where an endpoint says so: its `status`.
package struct StatusMapping: Sendable, Hashable {
    /// Of a response in which an optional call failed.
    package var partial: Int
    /// Of a problem that a required call is the cause of, by the call's index.
    package var calls: [Int: CallMapping]

    /// What one call's failures give.
    package struct CallMapping: Sendable, Hashable {
        /// By the status of its service.
        package var statuses: [Int: Int]
        /// By the reason of its failure.
        package var reasons: [FailureReason: Int]

        /// A mapping of its parts.
        package init(statuses: [Int: Int] = [:], reasons: [FailureReason: Int] = [:]) {
            self.statuses = statuses
            self.reasons = reasons
        }
    }

    /// A mapping of its parts.
    package init(partial: Int = 200, calls: [Int: CallMapping] = [:]) {
        self.partial = partial
        self.calls = calls
    }
}

/// The names every expression may read beside the calls; they can't be call names.
package enum ScopeName: String, Sendable, CaseIterable {
    /// Parameters of the path, an object of strings.
    case path
    /// First value of each query parameter, an object of strings.
    case query
    /// All values of each query parameter, an object of arrays of strings.
    case queryAll = "query_all"
    /// The client's headers by lower-case name, an object of strings.
    case headers
    /// The client's cookies, an object of strings.
    case cookies
    /// The client's JSON body, null without one.
    case body
    /// Claims of the verified token, null without one.
    case claims
    /// The variables `gateway.yaml` lists under `env`.
    case env
    /// What happened to each call, an object by call name.
    case meta
    /// In a call with `each`: the value, or the array of values of a batch.
    case each

    /// The slot of this name in every endpoint's ``ScopeLayout``.
    package var slot: Int {
        switch self {
        case .path: 0
        case .query: 1
        case .queryAll: 2
        case .headers: 3
        case .cookies: 4
        case .body: 5
        case .claims: 6
        case .env: 7
        case .meta: 8
        case .each: 9
        }
    }

    /// The slot of the first call.
    package static let firstCallSlot = 10
}

/// The path of an endpoint: literal segments and parameters, `/profile/{id}`, `/reports/{id}.json`.
package struct PathPattern: Sendable, Hashable, CustomStringConvertible {
    /// One segment between slashes.
    package enum Segment: Sendable, Hashable {
        /// Matches exactly this text, compared after percent-decoding.
        case literal(String)
        /// Matches a segment that begins and ends with these texts, and gives what is between them, which is not empty, this
        /// name: `{id}`, `v{n}`, `{id}.json`. Compared after percent-decoding.
        case parameter(String, prefix: String = "", suffix: String = "")

        /// Of the patterns that fit a text, the one with the least is taken.
        ///
        /// That is a literal, then the parameter with the most literal text around it, of two with as much the one with more
        /// before it. No two that fit are equal here.
        package var rank: Int {
            guard case .parameter(_, let prefix, let suffix) = self else { return .min }
            return -((prefix.utf8.count + suffix.utf8.count) << 16 + prefix.utf8.count)
        }
    }

    /// The segments; none for `/`.
    package var segments: [Segment]

    /// A pattern of segments.
    package init(_ segments: [Segment]) {
        self.segments = segments
    }

    package var description: String {
        segments.isEmpty
            ? "/"
            : segments.map { segment in
                switch segment {
                case .literal(let text): "/" + text
                case .parameter(let name, let prefix, let suffix): "/" + prefix + "{" + name + "}" + suffix
                }
            }.joined()
    }

    /// The names of the parameters, which are distinct.
    package var parameterNames: [String] {
        segments.compactMap { if case .parameter(let name, _, _) = $0 { name } else { nil } }
    }
}

/// A place in a composition file.
package struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
    /// The file, relative to the folder that was loaded.
    package var file: String
    /// The line, from 1.
    package var line: Int
    /// The column in characters, from 1.
    package var column: Int

    /// A position of its parts.
    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}
