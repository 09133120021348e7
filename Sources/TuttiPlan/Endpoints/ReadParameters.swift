/// Which parts of a client's request the expressions of an endpoint read by name, for the description of the endpoint.
package struct ReadParameters: Sendable, Hashable {
    /// First values of query parameters.
    package private(set) var query = Names()
    /// All values of query parameters.
    package private(set) var queryAll = Names()
    /// Headers, in lower case.
    package private(set) var headers = Names()
    /// Cookies.
    package private(set) var cookies = Names()
    /// Members of the JSON body.
    package private(set) var body = Names()

    /// The names that are read of one thing.
    package struct Names: Sendable, Hashable {
        /// Each name once, in the order in which they are read.
        package private(set) var names: [String] = []
        /// Whether some expression reads all of them, as `keys(query)` does: then a request may have others, too.
        package private(set) var isOpen = false
        private var known: Set<String> = []

        /// No names.
        package init() {}

        /// Whether this name is read by itself.
        package func contains(_ name: String) -> Bool { known.contains(name) }

        /// Notes that a name is read; nil stands for all of them.
        package mutating func insert(_ name: String?) {
            guard let name else { return isOpen = true }
            if known.insert(name).inserted { names.append(name) }
        }
    }

    /// Nothing is read.
    package init() {}

    /// Notes that a member of one of the client's names is read; nil stands for all of them.
    package mutating func insert(_ name: String?, of scopeName: ScopeName) {
        switch scopeName {
        case .query: query.insert(name)
        case .queryAll: queryAll.insert(name)
        case .headers: headers.insert(name)
        case .cookies: cookies.insert(name)
        case .body: body.insert(name)
        case .path, .claims, .client, .env, .meta, .each: break
        }
    }
}
