package import HTTPTypes
package import TuttiResilience

/// Which pages of other origins may read responses: cross-origin resource sharing (Fetch, "HTTP CORS protocol").
///
/// Browsers enforce it; here only the headers are made. Requests from other origins are served normally, and the
/// browser keeps the response from the page. CORS protects users, not services. So nothing is refused here.
package struct CORSPolicy: Sendable, Equatable {
    /// Whose pages may read.
    package enum Origins: Sendable, Equatable {
        /// Anybody's: `*`, which browsers don't take for requests with credentials.
        case any
        /// Those of these origins, in any order.
        case these([CORSOrigin])
    }

    /// Which headers pages may set, beside those that every page may.
    package struct AllowedHeaders: Sendable, Equatable {
        /// Any but `Authorization`, which browsers want to see named.
        package var any: Bool
        /// These.
        package var names: [HTTPField.Name]

        /// Headers by name, or any.
        package init(any: Bool = false, names: [HTTPField.Name] = []) {
            self.any = any
            self.names = names
        }
    }

    /// A combination that makes no sense.
    package enum Mistake: Error, Sendable, Equatable {
        /// No origin at all: a policy that allows nobody.
        case noOrigin
        /// `*` as origin with credentials: browsers refuse it, and echoing each request's origin instead would let any page act for its visitor.
        case anyOriginWithCredentials
        /// `*` as header with credentials: browsers take it for the name of a header.
        case anyHeaderWithCredentials
        /// `Set-Cookie` is exposed to no page, whatever is said.
        case exposedCookie
        /// A negative time.
        case negativeMaxAge

        /// What is wrong, with what to write.
        package var message: String {
            switch self {
            case .noOrigin: "no origin is allowed: name one, or leave CORS out"
            case .anyOriginWithCredentials:
                "credentials need origins by name: `*` would let any page act for its visitor"
            case .anyHeaderWithCredentials: "with credentials browsers take `*` for a name: name each header"
            case .exposedCookie: "`Set-Cookie` is never shown to a page"
            case .negativeMaxAge: "a time that is not negative is needed"
            }
        }
    }

    /// Whose pages may read.
    package let origins: Origins
    /// Whether pages may send cookies and client certificates along, and read what comes of it.
    package let allowsCredentials: Bool

    private let expose: HTTPField
    private let allowHeaders: HTTPField?
    private let maxAge: HTTPField?

    /// A policy.
    ///
    /// - Parameters:
    ///   - origins: whose pages may read.
    ///   - headers: the headers that they may set.
    ///   - exposed: further response headers that they may read, beside `Composition-Status` and `X-Request-Id`.
    ///   - credentials: whether they may send cookies along.
    ///   - maxAge: how long a browser may remember a preflight, in whole seconds; nil leaves it to the browser (5 s).
    /// - Throws: a combination that makes no sense.
    package init(
        origins: Origins, headers: AllowedHeaders = AllowedHeaders(), exposed: [HTTPField.Name] = [],
        credentials: Bool = false, maxAge: TimeSpan? = nil
    ) throws(Mistake) {
        switch origins {
        case .any:
            if credentials { throw .anyOriginWithCredentials }
        case .these(let list):
            if list.isEmpty { throw .noOrigin }
        }
        if credentials, headers.any { throw .anyHeaderWithCredentials }
        if exposed.contains(.setCookie) { throw .exposedCookie }
        if let maxAge, maxAge < .zero { throw .negativeMaxAge }
        self.origins = origins
        self.allowsCredentials = credentials
        expose = HTTPField(
            name: .accessControlExposeHeaders, value: Self.list(["Composition-Status", "X-Request-Id"], exposed))
        let names = Self.list(headers.any ? ["*"] : [], headers.names)
        allowHeaders = names.isEmpty ? nil : HTTPField(name: .accessControlAllowHeaders, value: names)
        self.maxAge = maxAge.map {
            HTTPField(name: .accessControlMaxAge, value: String($0.nanoseconds / 1_000_000_000))
        }
    }

    /// Answers a preflight, before anything says 401 or 405.
    ///
    /// - Parameters:
    ///   - preflight: what the browser asks.
    ///   - methods: those that pages may use at the path.
    /// - Returns: the headers of the 204 that it gets.
    package func headers(for preflight: CORSPreflight, methods: [HTTPRequest.Method]) -> [HTTPField] {
        var headers: [HTTPField] = []
        if let origin = allowedOrigin(for: preflight.origin) {
            headers.append(HTTPField(name: .accessControlAllowOrigin, value: origin))
            if allowsCredentials { headers.append(Self.credentials) }
            headers.append(
                HTTPField(
                    name: .accessControlAllowMethods, value: methods.map(\.rawValue).joined(separator: ", ")))
            if let allowHeaders { headers.append(allowHeaders) }
            if let maxAge { headers.append(maxAge) }
        }
        if dependsOnOrigin { VaryHeader.add(.origin, to: &headers) }
        return headers
    }

    /// Adds to a response what its page needs to read it; the service's own `Access-Control-*` headers are removed.
    ///
    /// For each response, also to requests without `Origin` and to errors: a cache may give it to others.
    ///
    /// - Parameters:
    ///   - headers: those of the response.
    ///   - origin: the value of the request's only `Origin`; nil where there is none, or more than one.
    package func apply(to headers: inout [HTTPField], origin: String?) {
        headers.removeAll { $0.name.canonicalName.hasPrefix("access-control-") }
        if let origin = allowedOrigin(for: origin) {
            headers.append(HTTPField(name: .accessControlAllowOrigin, value: origin))
            if allowsCredentials { headers.append(Self.credentials) }
            headers.append(expose)
        }
        if dependsOnOrigin { VaryHeader.add(.origin, to: &headers) }
    }

    /// Whether responses to different origins differ.
    ///
    /// With one origin all get the same headers: the browsers of others see that it isn't theirs.
    private var dependsOnOrigin: Bool {
        if case .these(let list) = origins { return list.count > 1 }
        return false
    }

    /// What `Access-Control-Allow-Origin` says to a request of this origin.
    private func allowedOrigin(for origin: String?) -> String? {
        switch origins {
        case .any: return "*"
        case .these(let list):
            if list.count == 1 { return list[0].text }
            guard let origin else { return nil }
            return list.first { ASCII.equal($0.text, origin) }?.text
        }
    }

    private static let credentials = HTTPField(name: .accessControlAllowCredentials, value: "true")

    /// Names in one list, each once.
    private static func list(_ first: [String], _ names: [HTTPField.Name]) -> String {
        var list = first
        for name in names where !list.contains(where: { ASCII.equalIgnoringCase($0, name.rawName) }) {
            list.append(name.rawName)
        }
        return list.joined(separator: ", ")
    }
}
