internal import TuttiExpressions
internal import TuttiPlan

/// Why a request could not be made from its templates: the call fails as `expression`.
struct RenderingFailure: Error {
    /// What was wrong, with the hole's source; never the value itself, which may be a secret.
    let message: String
    /// Whether the value came from nothing but the client's request, so that it is the client's to mend.
    let isClientsMistake: Bool

    /// A failure of something that read these slots.
    init(_ message: String, reading slots: Set<Int> = []) {
        self.message = message
        isClientsMistake = Self.isClientsAlone(slots)
    }

    /// Whether something that reads these slots is made of nothing but the client's request.
    static func isClientsAlone(_ slots: Set<Int>) -> Bool {
        !slots.isEmpty && slots.isSubset(of: ScopeName.clientSlots)
    }

    /// A failure of a hole, or of another expression.
    init(_ expression: Expression, _ problem: String, isHole: Bool = true) {
        let source = isHole ? "{\(expression.source)}" : "`\(expression.source)`"
        self.init("\(source) \(problem)", reading: expression.slots)
    }
}

extension ScopeName {
    /// The slots of what the client sent.
    fileprivate static let clientSlots = Set([path, query, queryAll, headers, cookies, body].map(\.slot))
}
