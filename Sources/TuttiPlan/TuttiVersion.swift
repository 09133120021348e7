/// The version of Tutti.
package enum TuttiVersion {
    /// As `tutti --version` prints it, and as services read it in `User-Agent`.
    package static let current = "0.1.0"
}
