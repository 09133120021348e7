internal import TuttiResilience

/// Whether parts of a content may be sent to a client that has others: `If-Range` (RFC 9110, 13.1.5).
package enum RangeCondition {
    /// Evaluates `If-Range`.
    ///
    /// - Parameters:
    ///   - values: the values of all `If-Range` headers of a request.
    ///   - current: the validators of what there is.
    ///   - now: the present, in seconds since 1970. A date tells one content from another only if the second in which it was changed
    ///     is over (8.8.2.2).
    /// - Returns: whether `Range` counts: there is no condition, or the content is still the one with the validator that the client has.
    package static func holds(_ values: [String], for current: Validators, now: Int64) -> Bool {
        guard let first = values.first else { return true }
        guard values.count == 1 else { return false }
        let value = ASCII.trimmed(first[...])
        if value.utf8.contains(EntityTag.quote) {
            guard let tag = EntityTag(value), let present = current.tag else { return false }
            return tag.matchesStrongly(present)
        }
        guard let date = HTTPDate(String(value))?.seconds, let modified = current.lastModified else { return false }
        return date == modified && modified < now
    }
}
