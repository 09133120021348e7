internal import HTTPTypes
package import TuttiCaching
internal import TuttiJSON
package import TuttiPlan
internal import TuttiPolicies

/// What tells the requests to an endpoint apart: exactly what the endpoint reads of them, and whose they are where that changes the response.
///
/// Whoever is not told apart gets the same response. So each way in which a request reaches a call or the response is in here: what
/// expressions read by name, what is passed on, and all of a thing where an expression reads it as a whole.
package struct CompositionKey: Sendable {
    /// A part of a request.
    package enum Part: Sendable, Hashable, CustomStringConvertible {
        /// The parameters of the path.
        case path
        /// The query as it was sent.
        case wholeQuery
        /// A parameter of the query.
        case query(String)
        /// All headers, but for those of tracing.
        case allHeaders
        /// A header, in lower case.
        case header(String)
        /// A cookie.
        case cookie(String)
        /// Who has asked, and what is known of them.
        case claims
        /// The client's address and certificate.
        case client
        /// The whole body.
        case body

        /// Its words in messages.
        package var description: String {
            switch self {
            case .path: "path"
            case .wholeQuery: "the whole query"
            case .query(let name): "query.\(name)"
            case .allHeaders: "all headers"
            case .header(let name): "headers.\(name)"
            case .cookie(let name): "cookies.\(name)"
            case .claims: "claims"
            case .client: "client"
            case .body: "body"
            }
        }
    }

    /// The parts, in this order.
    package let parts: [Part]
    private let name: [UInt8]
    private let queryNames: Set<String>

    /// What an endpoint reads.
    ///
    /// - Parameters:
    ///   - endpoint: the endpoint.
    ///   - services: those of its gateway.
    ///   - prefix: a number that no other plan has.
    package init(_ endpoint: EndpointPlan, services: [ServicePlan], prefix: UInt64 = 0) {
        let (read, request) = (endpoint.readParameters, endpoint.request)
        var parts: [Part] = [.path]
        let isWholeQuery = read.query.isOpen || read.queryAll.isOpen || request?.refusesUnknownQuery == true
        var queryNames = Set(read.query.names + read.queryAll.names + (request?.query.map(\.name) ?? []))
        if endpoint.allowsFields { queryNames.insert("fields") }
        if isWholeQuery { parts.append(.wholeQuery) } else { parts += queryNames.sorted().map { .query($0) } }
        self.queryNames = queryNames
        var headers = Set(read.headers.names + (request?.headers.map(\.name) ?? []))
        var needsToken = false
        for call in endpoint.calls where services.indices.contains(call.service) {
            let service = services[call.service]
            headers.formUnion((call.forwardedHeaders ?? service.forwardedHeaders).map(\.canonicalName))
            if call.credentials?.needsClientToken == true { needsToken = true }
        }
        if read.cookies.isOpen { headers.insert("cookie") }
        if read.headers.isOpen {
            parts.append(.allHeaders)
        } else {
            parts += headers.subtracting(Self.unheeded).sorted().map { .header($0) }
        }
        if !headers.contains("cookie") { parts += read.cookies.names.sorted().map { .cookie($0) } }
        if needsToken || endpoint.reads.contains(.claims) { parts.append(.claims) }
        if endpoint.reads.contains(.client) { parts.append(.client) }
        if endpoint.reads.contains(.body) || request?.body != nil { parts.append(.body) }
        self.parts = parts
        name = withUnsafeBytes(of: prefix.littleEndian, Array.init) + Array(endpoint.name.utf8) + [0]
    }

    /// What changes with each request and nothing of the response.
    private static let unheeded: Set<String> = ["x-request-id", "traceparent", "tracestate"]

    /// The key of a request.
    package func key(of request: ClientRequest) -> CacheKey {
        var bytes = name
        bytes.reserveCapacity(name.count + 128)
        if !queryNames.isEmpty { addQuery(request.query, to: &bytes) }
        for part in parts {
            switch part {
            case .path: for value in request.pathParameters { Self.add(value, to: &bytes) }
            case .wholeQuery: Self.add(request.query, to: &bytes)
            case .query: break
            case .allHeaders: addAllHeaders(of: request, to: &bytes)
            case .header(let name):
                let values = request.headers.values(named: name)
                Self.add(count: values.count, to: &bytes)
                for value in values { Self.add(value, to: &bytes) }
            case .cookie(let name):
                let lines = request.headers.values(named: "cookie")
                let values = lines.flatMap { CookieList.pairs(of: $0) }.filter { $0.name == name }
                Self.add(count: values.count, to: &bytes)
                for pair in values { Self.add(pair.value, to: &bytes) }
            case .claims:
                let owner = request.identity.map { $0.owner + [$0.lastingClaims] } ?? []
                Self.add(count: owner.count, to: &bytes)
                for text in owner { Self.add(text, to: &bytes) }
            case .client:
                Self.add(request.clientAddress, to: &bytes)
                Self.add(request.identity?.way ?? "", to: &bytes)
                Self.add(request.clientCertificate?.value.jsonText ?? "", to: &bytes)
            case .body:
                Self.add(count: request.body.count, to: &bytes)
                bytes += request.body
            }
        }
        return CacheKey(bytes)
    }

    /// The pairs whose names are read, as they were sent and in their order.
    private func addQuery(_ query: String, to bytes: inout [UInt8]) {
        var count = 0
        let start = bytes.count
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard queryNames.contains(PercentDecoding.formText(pair[..<equals])) else { continue }
            count += 1
            Self.add(Substring(pair), to: &bytes)
        }
        bytes.insert(contentsOf: withUnsafeBytes(of: UInt32(clamping: count).littleEndian, Array.init), at: start)
    }

    /// In the order of their names: on their way, others than the client may change it.
    private func addAllHeaders(of request: ClientRequest, to bytes: inout [UInt8]) {
        var headers: [(name: String, value: String)] = []
        request.headers.forEach { name, value in
            let name = name.lowercased()
            if !Self.unheeded.contains(name) { headers.append((name, value)) }
        }
        let sorted = headers.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
        Self.add(count: sorted.count, to: &bytes)
        for (_, header) in sorted {
            Self.add(header.name, to: &bytes)
            Self.add(header.value, to: &bytes)
        }
    }

    /// With its length in front: no text can be taken for two others.
    private static func add(_ text: some StringProtocol, to bytes: inout [UInt8]) {
        add(count: text.utf8.count, to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    private static func add(count: Int, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(clamping: count).littleEndian) { bytes.append(contentsOf: $0) }
    }
}
