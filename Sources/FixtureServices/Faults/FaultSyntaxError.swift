/// What is wrong with the text of a fault, in words for the person who wrote it.
package struct FaultSyntaxError: Error, Equatable {
    /// What was wrong and what would be right, one sentence or two.
    package let message: String
}
