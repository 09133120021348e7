package import TuttiPlan

extension ScopeName {
    /// Whether there are slots, and all of them hold what the client sent.
    package static func areClients(_ slots: Set<Int>) -> Bool {
        !slots.isEmpty && slots.isSubset(of: clientSlots)
    }

    /// The slots of what the client sent.
    private static let clientSlots = Set([path, query, queryAll, headers, cookies, body].map(\.slot))
}
