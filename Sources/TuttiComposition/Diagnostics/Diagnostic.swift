package import TuttiPlan

/// One thing that is wrong with a composition, where it is, and what to do about it.
package struct Diagnostic: Sendable, Hashable {
    /// Whether the composition can be served all the same.
    package enum Severity: String, Sendable, Hashable {
        /// Nothing is served until it is put right.
        case error
        /// Served, but probably not what was meant.
        case warning
    }

    /// One more place that has to do with it: the first of two duplicates, the rest of a cycle.
    package struct Related: Sendable, Hashable {
        /// What is there.
        package let message: String
        /// Where it is.
        package let position: SourcePosition
    }

    /// How serious it is.
    package let severity: Severity
    /// What kind of mistake it is; stable, for tools.
    package let code: DiagnosticCode
    /// What is wrong, in one sentence without a full stop.
    package let message: String
    /// Where it is.
    package let position: SourcePosition
    /// How many characters from there on are meant, for the caret run; 0 where no character is.
    package let length: Int
    /// The line it is in, as it stands in the file; empty where the whole file or folder is meant.
    ///
    /// Of a long line only what is around the place, with `…` where it is cut.
    package let sourceLine: String
    /// The column of the place in `sourceLine` when that is cut; nil when it is the position's.
    package var columnInSourceLine: Int?
    /// What to do about it.
    package let help: String?
    /// The other places that have to do with it.
    package let related: [Related]
}
