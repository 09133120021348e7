package import TuttiPlan

extension ScopeName {
    /// Whether there are slots, and all of them hold what the client sent.
    package static func areClients(_ slots: Set<Int>) -> Bool {
        !slots.isEmpty && slots.isSubset(of: clientSlots)
    }

    /// The same where some slots hold values that are made of the client's request alone.
    package static func areClients(_ slots: Set<Int>, besides known: Set<Int>) -> Bool {
        let others = known.isEmpty ? slots : slots.subtracting(known)
        return others.isEmpty ? !slots.isEmpty : areClients(others)
    }

    /// The slots of what the client sent.
    private static let clientSlots = Set([path, query, queryAll, headers, cookies, body].map(\.slot))
}
