package import TuttiPlan

/// What a route says of a request that it answers with a file.
package struct FileTarget: Sendable {
    /// Which files it serves.
    package let plan: FilesPlan
    /// How many segments stand in front of the rest of the path, by which a file is named.
    package let segmentsBefore: Int
    /// What is changed in the headers of a response that is about a file; not in those of a problem.
    package let responseHeaders: HeaderChanges

    /// A target made of its parts.
    package init(plan: FilesPlan, segmentsBefore: Int, responseHeaders: HeaderChanges) {
        self.plan = plan
        self.segmentsBefore = segmentsBefore
        self.responseHeaders = responseHeaders
    }
}
