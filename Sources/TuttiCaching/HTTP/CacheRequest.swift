package import HTTPTypes
internal import TuttiPolicies

/// What of a client's request is about caching.
package struct CacheRequest: Sendable {
    /// Its method.
    package let method: HTTPRequest.Method
    /// Its headers, in order.
    package let fields: [HTTPField]
    /// What it asks of caches.
    package let directives: RequestDirectives
    /// Whether it shows credentials.
    package let hasAuthorization: Bool
    /// Whether it is made for one state of what it asks for, which only a service knows: `If-Match`, `If-Unmodified-Since`.
    package let isForOneState: Bool

    /// The headers of a client that are about what it has already: they never reach a service when the response is to be stored.
    package static func isConditional(_ name: String) -> Bool {
        switch name {
        case "if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "range", "if-range": true
        default: false
        }
    }

    /// A request with that method and these headers, to which the gateway adds others that are its own.
    package init(method: HTTPRequest.Method, fields: [HTTPField], adding further: [HTTPField] = []) {
        self.method = method
        self.fields = further.isEmpty ? fields : fields + further
        var (cacheControl, pragma): ([String], [String]) = ([], [])
        var (hasAuthorization, isForOneState) = (false, false)
        for field in fields {
            switch field.name {
            case .cacheControl: cacheControl.append(field.value)
            case .pragma: pragma.append(field.value)
            case .authorization: hasAuthorization = true
            case .ifMatch, .ifUnmodifiedSince: isForOneState = true
            default: break
            }
        }
        directives =
            cacheControl.isEmpty && pragma.isEmpty
            ? RequestDirectives() : RequestDirectives(cacheControl: cacheControl, pragma: pragma)
        self.hasAuthorization = hasAuthorization
        self.isForOneState = isForOneState
    }

    /// The values of all headers with this name, which is in lower case.
    package func values(_ name: String) -> [String] {
        fields.compactMap { ASCII.equal($0.name.canonicalName, name) ? $0.value : nil }
    }

    /// Whether a method promises not to change anything (RFC 9110, 9.2.1; those of WebDAV and RFC 10008 as registered).
    package static func isSafe(_ method: HTTPRequest.Method) -> Bool {
        switch method.rawValue {
        case "GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY": true
        default: false
        }
    }
}
