/// What looking for a pattern in a text gives.
package enum PatternMatch: Sendable {
    case found
    case notFound
    /// It could not be told within the limit.
    case tooMuchWork
}
