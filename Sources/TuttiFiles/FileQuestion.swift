/// What a request for a file says.
package struct FileQuestion {
    /// Whether only the head of the response is wanted.
    let isHead: Bool
    /// The path as it was sent.
    let path: Substring
    /// The query as it was sent, without `?`.
    let query: String
    /// The request's id, for problems.
    let requestID: String
    /// The values of all headers with a name in lower case.
    let values: (_ name: String) -> [String]

    /// A question made of its parts.
    package init(
        isHead: Bool, path: Substring, query: String, requestID: String, values: @escaping (String) -> [String]
    ) {
        self.isHead = isHead
        self.path = path
        self.query = query
        self.requestID = requestID
        self.values = values
    }
}
