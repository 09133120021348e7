/// Where a route sends its clients.
package struct RedirectPlan: Sendable, Equatable {
    /// The value of `Location`: a path, or a URL whose scheme and host have no placeholder.
    ///
    /// A path must not begin with two slashes once it is rendered, which a rest that begins with one could bring about: that would be the
    /// name of a host (RFC 3986, 4.2), of the client's choice.
    package let location: RestTemplate
    /// 301, 302, 303, 307 or 308.
    package let status: Int
    /// Whether the client's query is added; not where `location` has one.
    package let passesQuery: Bool

    /// A redirect made of its parts.
    package init(location: RestTemplate, status: Int, passesQuery: Bool) {
        self.location = location
        self.status = status
        self.passesQuery = passesQuery
    }
}
