internal import TuttiContentCoding

/// An encoder that works in steps, and holds one of the places of an ``EncoderBudget`` as long as it is there.
final class SteppedEncoder {
    let encoder: ContentEncoder
    private let budget: EncoderBudget

    /// An encoder; nil where all places are taken.
    init?(_ encoder: ContentEncoder, in budget: EncoderBudget) {
        guard budget.takePlace() else { return nil }
        self.encoder = encoder
        self.budget = budget
    }

    deinit {
        budget.givePlaceBack()
    }
}
