package import HTTPTypes
package import TuttiExpressions
package import TuttiJSON
package import TuttiPolicies
package import TuttiResilience
package import TuttiXML

/// One call of an endpoint to a service.
package struct CallPlan: Sendable, Equatable {
    /// Its name, by which expressions read its result.
    package let name: String
    /// Index into ``GatewayPlan/services``.
    package private(set) var service: Int
    /// The method of the request.
    package let method: HTTPRequest.Method
    /// The path, and the query if the file writes one behind it, percent-encoded; begins with `/`.
    package let target: TextTemplate
    /// Query parameters that follow those of `target`: null leaves one out, an array repeats it.
    package let query: [QueryParameter]
    /// In place of `query`, gives an object of parameters, text or arrays by name; nil where `query` lists them.
    package let queryObject: ValueTemplate?
    /// Whether the file says that a `post` only reads.
    package let isDeclaredSafe: Bool
    /// Of what its `Idempotency-Key` is made; nil sends none.
    package let idempotency: Idempotency?
    /// Headers of this call.
    package let headers: [HeaderTemplate]
    /// Names of the client's headers that this call passes on; nil for those of its service.
    package let forwardedHeaders: [HTTPField.Name]?
    /// Cookies of this call.
    package let cookies: [CookieTemplate]
    /// The body to send; neither nil nor a value that is null sends one.
    package let body: ValueTemplate?
    /// What the body is sent as.
    package let bodyFormat: BodyFormat
    /// Shapes the response as soon as it has arrived; nil keeps it as it is.
    ///
    /// In it `@` is the response, bare names are its members, and `$` is the document of the endpoint.
    package let select: Expression?
    /// The call is skipped when this is false, null or empty; nil always makes it.
    package let when: ValueTemplate?
    /// The result of the call when it is skipped by its `when`, or because it reads a call that was; nil for null.
    package let whenSkipped: ValueTemplate?
    /// The call is made only when this is `true`, and fails as forbidden otherwise; nil needs nothing.
    package let needs: ValueTemplate?
    /// Whether the client gets a problem when this call fails.
    package let isRequired: Bool
    /// How much an optional call matters when there is too much to do.
    package let importance: Importance
    /// Makes the call once for each value of an array; nil makes it once.
    package let each: EachPlan?
    /// Makes the call once for each page of its response; nil makes it once.
    ///
    /// Then ``select`` shapes the items of all pages together.
    package let pages: PagesPlan?
    /// What takes the place of the result when the call has failed, tried in order; with none the result is null, the outcome `failed`.
    package let otherwise: [Fallback]
    /// Which statuses are success.
    package let accept: StatusPolicy
    /// Which statuses are words for the client; nil for none.
    package let refusals: RefusalPolicy?
    /// What its response must be like; nil where nothing is asked of it.
    package let expects: ResponseExpectation?
    /// How long the call may take, with all its attempts and all requests of an `each`; never past the endpoint's deadline.
    package let timeout: TimeSpan
    /// When the call is tried again; nil never does.
    package let retry: RetryPolicy?
    /// When a second attempt is made beside a slow first one; nil never does.
    package let hedge: HedgePolicy?
    /// How long a response is used again for the same request; nil doesn't.
    package let cache: CachePlan?
    /// Which redirects are followed; nil follows none.
    package let follow: FollowPolicy?
    /// How the response's body is read.
    package let bodyKind: BodyKind
    /// Names of the response's headers that expressions read through `meta`.
    package let readHeaders: [HTTPField.Name]
    /// What takes it back; nil where nothing does.
    package let undo: UndoPlan?
    /// The calls that this one waits for.
    package let inputs: [CallInput]
    /// The slots of the endpoint's `let` without which it can't be made.
    package let lets: [Int]
    /// The slots of those that are read once it has failed, or is skipped.
    package let spareLets: [Int]
    /// What its service gets in `Authorization` from the gateway; nil for nothing.
    package let credentials: ServiceCredentials?
    /// Whether its service may be without an instance in use.
    package let mayLackInstances: Bool
    /// The members of the response that show this call, for `pointer` in problem responses.
    package let sections: [JSONPointer]
    /// Where the call is declared.
    package private(set) var position: SourcePosition

    /// What a body is sent as.
    package enum BodyFormat: String, Sendable, Hashable {
        /// JSON.
        case json
        /// `application/x-www-form-urlencoded`: the value is an object.
        case form
        /// A query of GraphQL, which is JSON; the response is one of GraphQL.
        case graphQL = "graphql"
    }

    /// How a response's body is read.
    package enum BodyKind: Sendable, Hashable {
        /// Validated and indexed as JSON; an empty body is null.
        case json
        /// Taken as a string; it must be UTF-8.
        case text
        /// XML, as JSON.
        case xml(XMLReading)
        /// `application/x-www-form-urlencoded`, as an object of text, and of arrays for names that are repeated.
        case form
        /// JSON values on a line each, as an array.
        case lines

        /// Its word in the file.
        package var word: String {
            switch self {
            case .json: "json"
            case .text: "text"
            case .xml: "xml"
            case .form: "form"
            case .lines: "lines"
            }
        }

        /// Whether the `Content-Type` counts also where it says `charset=utf-8`, as in most responses.
        package var readsContentType: Bool { if case .xml = self { true } else { false } }

        /// What is known of what comes of it.
        var shape: ValueShape {
            switch self {
            case .json: .any
            case .text: ValueShape([.string, .null])
            case .xml, .form: ValueShape([.object, .null])
            case .lines: ValueShape([.array, .null])
            }
        }
    }

    /// A call made of its parts.
    package init(
        name: String,
        service: Int,
        method: HTTPRequest.Method,
        target: TextTemplate,
        query: [QueryParameter] = [],
        queryObject: ValueTemplate? = nil,
        isDeclaredSafe: Bool = false,
        idempotency: Idempotency? = nil,
        headers: [HeaderTemplate] = [],
        forwardedHeaders: [HTTPField.Name]? = nil,
        cookies: [CookieTemplate] = [],
        body: ValueTemplate? = nil,
        bodyFormat: BodyFormat = .json,
        select: Expression? = nil,
        when: ValueTemplate? = nil,
        whenSkipped: ValueTemplate? = nil,
        needs: ValueTemplate? = nil,
        isRequired: Bool,
        importance: Importance = .normal,
        each: EachPlan? = nil,
        pages: PagesPlan? = nil,
        otherwise: [Fallback] = [],
        accept: StatusPolicy = .success,
        expects: ResponseExpectation? = nil,
        refusals: RefusalPolicy? = nil,
        timeout: TimeSpan,
        retry: RetryPolicy? = nil,
        hedge: HedgePolicy? = nil,
        cache: CachePlan? = nil,
        follow: FollowPolicy? = nil,
        bodyKind: BodyKind,
        readHeaders: [HTTPField.Name] = [],
        credentials: ServiceCredentials? = nil,
        mayLackInstances: Bool = false,
        undo: UndoPlan? = nil,
        inputs: [CallInput] = [],
        lets: [Int] = [],
        spareLets: [Int] = [],
        sections: [JSONPointer] = [],
        position: SourcePosition
    ) {
        self.name = name
        self.service = service
        self.method = method
        self.target = target
        self.query = query
        self.queryObject = queryObject
        self.isDeclaredSafe = isDeclaredSafe
        self.idempotency = idempotency
        self.headers = headers
        self.forwardedHeaders = forwardedHeaders
        self.cookies = cookies
        self.body = body
        self.bodyFormat = bodyFormat
        self.select = select
        self.when = when
        self.whenSkipped = whenSkipped
        self.needs = needs
        self.isRequired = isRequired
        self.importance = importance
        self.each = each
        self.pages = pages
        self.otherwise = otherwise
        self.accept = accept
        self.expects = expects
        self.refusals = refusals
        self.timeout = timeout
        self.retry = retry
        self.hedge = hedge
        self.cache = cache
        self.follow = follow
        self.bodyKind = bodyKind
        self.readHeaders = readHeaders
        self.credentials = credentials
        self.mayLackInstances = mayLackInstances
        self.undo = undo
        self.inputs = inputs
        self.lets = lets
        self.spareLets = spareLets
        self.sections = sections
        self.position = position
    }
}

extension CallPlan {
    /// Whether making it twice is the same as making it once (RFC 9110, 9.2.2), so that it may be tried again or hedged.
    ///
    /// So it is by its method, or because its service is told which requests are the same.
    package var isIdempotent: Bool { method.isIdempotent || isDeclaredSafe || idempotency != nil }

    /// Whether it only reads (RFC 9110, 9.2.1), so that identical requests may share its response.
    package var isSafe: Bool { method.isSafe || isDeclaredSafe }

    /// Whether it can fail as `forbidden`: by its `needs`, or for a client without the token that its service gets.
    ///
    /// An optional one is skipped.
    package var mayBeForbidden: Bool { isRequired && (needs != nil || credentials?.needsClientToken == true) }

    /// Whether it can fail as `credentials`: its service gets tokens that the gateway asks an issuer for.
    package var mayLackCredentials: Bool { credentials.map { $0 != .clientToken } ?? false }

    /// The call with another place in the files and another index of its service: for comparing the calls of two plans.
    package func moved(to position: SourcePosition, service: Int) -> CallPlan {
        var copy = self
        (copy.position, copy.service) = (position, service)
        return copy
    }

    /// The most requests that it makes, each counted once however many attempts it takes.
    package var mostRequests: Int { each?.mostRequests ?? pages?.atMost ?? 1 }

    /// The most attempts of one request: retries, each with its hedge, and the redirects that each of these follows.
    package var mostAttempts: Int {
        (retry?.attempts ?? 1) * (hedge == nil ? 1 : 2) * (1 + (follow?.atMost ?? 0))
    }
}
