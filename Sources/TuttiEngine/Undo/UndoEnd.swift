/// What came of taking a call back.
package enum UndoEnd: String, Sendable, Hashable, CaseIterable {
    /// It is undone.
    case undone
    /// It is not, or nobody knows; a person has to look.
    case failed = "undo_failed"
}
