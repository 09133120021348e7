package import HTTPTypes

/// A browser's question whether a page may send a request (Fetch, "CORS-preflight request").
package struct CORSPreflight: Sendable, Equatable {
    /// The page's origin.
    package let origin: String
    /// The method that it wants to send.
    package let method: String

    /// The question in a request; nil for a request that is none: it's an OPTIONS of its own.
    ///
    /// - Parameters:
    ///   - method: the request's.
    ///   - values: the values of all its headers with this name, which is in lower case.
    package init?(method: HTTPRequest.Method, values: (_ name: String) -> [String]) {
        guard method == .options else { return nil }
        let origins = values("origin")
        let methods = values("access-control-request-method")
        guard origins.count == 1, methods.count == 1 else { return nil }
        origin = origins[0]
        self.method = methods[0]
    }
}
