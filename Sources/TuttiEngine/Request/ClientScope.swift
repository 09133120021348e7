internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// What expressions of an endpoint or a route see of a client's request.
///
/// A class, so that requests pass one reference on and not all that is in it.
final class ClientScope: Sendable {
    /// The scope of a request before anything of the client is in it.
    let empty: Scope
    /// Which parts of the client's request are read.
    private let reads: RequestParts
    /// Names of the parameters in its path, which are distinct.
    private let pathNames: [String]
    /// The parameters of the query that some expression reads as text.
    private let textOfQuery: ReadParameters.Names

    /// The scope of an endpoint or a route.
    init(
        _ layout: ScopeLayout, reads: Set<ScopeName>, path: PathPattern, textOfQuery: ReadParameters.Names,
        in gateway: GatewayPlan
    ) {
        var scope = Scope(layout: layout)
        scope[ScopeName.env.slot] = gateway.settings.environment
        empty = scope
        self.reads = RequestParts(reads)
        pathNames = path.parameterNames
        self.textOfQuery = textOfQuery
    }

    /// The scope at the start of a request: the parts of the client's request that expressions read.
    ///
    /// - Throws: `JSONError` when the body is read and is not JSON.
    func scope(for request: ClientRequest) throws(JSONError) -> Scope {
        var scope = scopeWithoutBody(for: request)
        if reads.contains(.body), !request.body.isEmpty {
            scope[ScopeName.body.slot] = .node(try JSONDocument(parsing: request.body).root)
        }
        return scope
    }

    /// The same for a route, which doesn't read the body.
    func scopeWithoutBody(for request: ClientRequest) -> Scope {
        var scope = empty
        scope.now = .number(JSONNumber(request.secondsSince1970))
        if reads.contains(.path) { scope[ScopeName.path.slot] = pathObject(request) }
        if !reads.isDisjoint(with: [.query, .queryAll]) {
            let parameters = QueryParameters(request.query)
            scope[ScopeName.query.slot] = parameters.firstValues
            if reads.contains(.queryAll) { scope[ScopeName.queryAll.slot] = parameters.allValues }
        }
        if reads.contains(.headers) { scope[ScopeName.headers.slot] = Self.headersObject(request.headers) }
        if reads.contains(.client) {
            let members = [
                ("address", .string(request.clientAddress)),
                ("auth", request.identity.map { .string($0.way) } ?? .null),
                ("certificate", request.clientCertificate?.value ?? .null),
            ]
            scope[ScopeName.client.slot] = .object(JSONObject(distinct: members))
        }
        if reads.contains(.claims), let identity = request.identity {
            scope[ScopeName.claims.slot] = identity.claims
        }
        if reads.contains(.cookies) { scope[ScopeName.cookies.slot] = Self.cookiesObject(request.headers) }
        return scope
    }

    private func pathObject(_ request: ClientRequest) -> JSONValue {
        .object(JSONObject(distinct: zip(pathNames, request.pathParameters).map { ($0, .string($1)) }))
    }

    /// Repeated headers are joined by commas (RFC 9110, 5.3).
    private static func headersObject(_ headers: any ClientHeaders) -> JSONValue {
        var object = JSONObject()
        headers.forEach { name, value in
            let key = name.lowercased()
            if let earlier = object[key]?.string {
                object[key] = .string(earlier + ", " + value)
            } else {
                object[key] = .string(value)
            }
        }
        return .object(object)
    }

    /// The first of several cookies of one name counts (RFC 6265, 5.4: the more specific one is sent first).
    private static func cookiesObject(_ headers: any ClientHeaders) -> JSONValue {
        var cookies: [(name: String, value: JSONValue)] = []
        var seen: Set<[UInt8]> = []
        for line in headers.values(named: "cookie") {
            for pair in line.utf8.split(separator: UInt8(ascii: ";")) {
                let pair = pair.drop { $0 == UInt8(ascii: " ") }
                guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let name = String(Substring(pair[..<equals]))
                guard seen.insert(Array(name.utf8)).inserted else { continue }
                cookies.append((name, .string(String(Substring(pair[equals...].dropFirst())))))
            }
        }
        return .object(JSONObject(cookies))
    }

    // MARK: - Bytes that are no text

    /// A parameter of the client's query that is not UTF-8, although an expression reads it as text.
    struct UnreadableParameter: Error {
        /// The parameter's name, percent-encoded where it has to be.
        let name: String
    }

    /// Whether values of the client's query hold bytes that are not UTF-8.
    ///
    /// - Throws: ``UnreadableParameter`` when an expression reads such a value as text.
    func hasRawQuery(_ request: ClientRequest) throws(UnreadableParameter) -> Bool {
        guard !reads.isDisjoint(with: [.query, .queryAll]), request.query.mayHoldRawBytes else { return false }
        var isRaw = false
        for pair in request.query.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = PercentDecoding.formText(pair[..<equals])
            let value = PercentDecoding.formText(pair[equals...].dropFirst())
            guard RawBytes.isIn(name) || RawBytes.isIn(value) else { continue }
            isRaw = true
            if textOfQuery.isOpen || textOfQuery.contains(name) {
                throw UnreadableParameter(name: RawBytes.encoded(name))
            }
        }
        return isRaw
    }
}

/// Parts of a client's request as bits, which are quicker to test than a set of names.
private struct RequestParts: OptionSet {
    let rawValue: UInt8

    static let path = RequestParts(rawValue: 1)
    static let query = RequestParts(rawValue: 2)
    static let queryAll = RequestParts(rawValue: 4)
    static let headers = RequestParts(rawValue: 8)
    static let cookies = RequestParts(rawValue: 16)
    static let body = RequestParts(rawValue: 32)
    static let client = RequestParts(rawValue: 64)
    static let claims = RequestParts(rawValue: 128)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ names: Set<ScopeName>) {
        let parts: [(ScopeName, RequestParts)] = [
            (.path, .path), (.query, .query), (.queryAll, .queryAll), (.headers, .headers), (.cookies, .cookies),
            (.body, .body), (.client, .client), (.claims, .claims),
        ]
        self = parts.reduce(into: []) { if names.contains($1.0) { $0.insert($1.1) } }
    }
}

extension String {
    /// Whether a byte of a query is beyond ASCII, encoded or not; only such a query can hold bytes that are not UTF-8.
    fileprivate var mayHoldRawBytes: Bool {
        // A span: a string's own iterator takes four times the instructions, and this looks at the query of each request.
        let bytes = utf8.span
        var isEscape = false
        for index in bytes.indices {
            let byte = bytes[index]
            if byte >= 0x80 || isEscape && byte >= UInt8(ascii: "8") { return true }
            isEscape = byte == UInt8(ascii: "%")
        }
        return false
    }
}
