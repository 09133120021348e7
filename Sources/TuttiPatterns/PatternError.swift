/// Why a text is not a pattern.
package struct PatternError: Error, Equatable {
    /// What is wrong, in words.
    package let message: String
}
