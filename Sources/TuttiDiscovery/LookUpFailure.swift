/// Why a look-up has found no instance.
package enum LookUpFailure: Error, Hashable {
    /// The name doesn't exist (NXDOMAIN).
    case notFound
    /// The name, or the file, is there and has no instance.
    case empty
    /// No name server has answered in time, can be reached, or says more than that it won't (REFUSED) or can't (SERVFAIL); c-ares 1.18
    /// doesn't tell one from the other.
    case noAnswer
    /// The answer can't be read.
    case malformed
    /// The file can't be read, and why; or names can't be looked up at all.
    case unreadable(String)

    /// What it is called in metrics.
    package var label: String {
        switch self {
        case .notFound: "not_found"
        case .empty: "empty"
        case .noAnswer: "no_answer"
        case .malformed: "malformed"
        case .unreadable: "unreadable"
        }
    }

    /// How a look-up can end, in metrics.
    package static let labels =
        ["found"] + [LookUpFailure.notFound, .empty, .noAnswer, .malformed, .unreadable("")].map(\.label)

    /// What is said of it in the log, behind `can't be found:`.
    package var words: String {
        switch self {
        case .notFound: "it does not exist (NXDOMAIN)"
        case .empty: "it has no instance"
        case .noAnswer: "no name server answers, or all refuse to (SERVFAIL, REFUSED)"
        case .malformed: "the answer of the name server can't be read"
        case .unreadable(let reason): reason
        }
    }
}
