/// What a service does in a test.
package struct ServiceScript: Sendable {
    /// The rules in the order of the file.
    package var rules: [Rule]

    /// The responses to some requests.
    package struct Rule: Sendable {
        /// The requests.
        package let pattern: RequestPattern
        /// What the service does with the first request, the second and so on, at least one; the last one repeats.
        package var responses: [ServiceResponse]

        /// A rule made of its parts.
        package init(_ pattern: RequestPattern, _ responses: [ServiceResponse]) {
            self.pattern = pattern
            self.responses = responses
        }
    }

    /// A script of rules.
    package init(rules: [Rule]) {
        self.rules = rules
    }

    /// The same responses to every request.
    package init(always responses: [ServiceResponse]) {
        rules = [Rule(.every, responses)]
    }
}
