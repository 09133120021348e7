internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

extension PreparedEndpoint {
    /// The scope at the start of a request: the parts of the client's request that expressions read.
    ///
    /// - Throws: `JSONError` when the body is read and is not JSON.
    func scope(for request: ClientRequest) throws(JSONError) -> Scope {
        var scope = emptyScope
        scope.now = .number(JSONNumber(request.secondsSince1970))
        if reads.contains(.path) { scope[ScopeName.path.slot] = pathObject(request) }
        if !reads.isDisjoint(with: [.query, .queryAll]) {
            let parameters = QueryParameters(request.query)
            scope[ScopeName.query.slot] = parameters.firstValues
            if reads.contains(.queryAll) { scope[ScopeName.queryAll.slot] = parameters.allValues }
        }
        if reads.contains(.headers) { scope[ScopeName.headers.slot] = Self.headersObject(request.headers) }
        if reads.contains(.cookies) { scope[ScopeName.cookies.slot] = Self.cookiesObject(request.headers) }
        if reads.contains(.body), !request.body.isEmpty {
            scope[ScopeName.body.slot] = .node(try JSONDocument(parsing: request.body).root)
        }
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
}
