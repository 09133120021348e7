/// How the access log names who has sent a request.
package enum SubjectLogging: String, Sendable, CaseIterable {
    /// By the first 16 digits of the SHA-256 of the name: lines of one subject can be found, but for somebody who guesses names, none is in
    /// them.
    case hashed
    /// As it is.
    case clear
    /// Not at all.
    case never
}
