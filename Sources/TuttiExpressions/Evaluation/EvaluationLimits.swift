/// What one evaluation may cost at most.
package struct EvaluationLimits: Sendable, Hashable {
    /// Enough for any sensible expression over a response of a few MiB.
    package static let standard = EvaluationLimits()

    /// Steps: one for each part of the expression evaluated, each element visited, each 128 bytes of text made; several for what
    /// takes longer, putting a member into an object for instance, so that a step takes about 50 ns.
    package var steps: Int

    /// How deep evaluation may nest; the parser's own bound is lower than the standard value.
    package var depth: Int

    /// About how many bytes the result, and all text made for it, may have when written.
    package var outputBytes: Int

    /// A result of more than ``freeBytes`` may have so many times the bytes of what the expression can read, and no more.
    package var growth: Int { 16 }

    /// How many bytes may be made of any input, however small.
    package var freeBytes: Int { 1 << 20 }

    /// How many digits a number may have that arithmetic takes or gives.
    package var digits: Int

    /// Limits with the given figures.
    package init(steps: Int = 1_000_000, depth: Int = 512, outputBytes: Int = 64 << 20, digits: Int = 1_000) {
        self.steps = steps
        self.depth = depth
        self.outputBytes = outputBytes
        self.digits = digits
    }
}
