internal import TuttiExpressions
internal import TuttiPlan

/// Why a request could not be made from its templates: the call fails as `expression`.
package struct RenderingFailure: Error {
    /// What was wrong, with the placeholder's source; never the value itself, which may be a secret.
    let message: String
    /// The slots that the failing expression read.
    private let slots: Set<Int>

    /// A failure of something that read these slots.
    init(_ message: String, reading slots: Set<Int> = []) {
        self.message = message
        self.slots = slots
    }

    /// Whether the value came from the client's request alone, so that the client must correct it.
    var isClientsMistake: Bool { ScopeName.areClients(slots) }

    /// The same where some slots hold values that are made of the client's request alone.
    func isClientsMistake(besides known: Set<Int>) -> Bool { ScopeName.areClients(slots, besides: known) }

    /// The same for a call whose `each` takes its values from that expression: a mistake in one of them may be the client's, too.
    func isClientsMistake(withEachOf values: Expression, besides known: Set<Int>) -> Bool {
        guard slots.contains(ScopeName.each.slot) else { return isClientsMistake(besides: known) }
        return ScopeName.areClients(slots.subtracting([ScopeName.each.slot]).union(values.slots), besides: known)
    }

    /// The same as the failure of a value under that name.
    func within(_ name: String) -> RenderingFailure {
        RenderingFailure("`\(name)`, which can't be computed: \(message)", reading: slots)
    }

    /// A failure of a placeholder, or of another expression of the call.
    init(_ expression: Expression, _ problem: String, isPlaceholder: Bool = true) {
        let source = isPlaceholder ? "{\(expression.source)}" : "`\(expression.source)`"
        self.init("\(source) \(problem)", reading: expression.slots)
    }
}
