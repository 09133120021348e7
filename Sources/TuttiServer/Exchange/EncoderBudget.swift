internal import Synchronization

/// How many responses may be encoded in steps at a time, by all workers together.
///
/// Each encoder takes up to 2 MB until its client has read the response, and a step of up to 1 ms in each turn of its worker. A client
/// that asks for many large responses and reads none must not have as many encoders.
final class EncoderBudget: Sendable {
    /// The most encoders.
    static let places = 32

    private let taken = Atomic(0)

    /// Takes a place; false where none is left.
    func takePlace() -> Bool {
        guard taken.wrappingAdd(1, ordering: .relaxed).newValue <= Self.places else {
            givePlaceBack()
            return false
        }
        return true
    }

    /// Gives a place back.
    func givePlaceBack() {
        taken.wrappingSubtract(1, ordering: .relaxed)
    }
}
