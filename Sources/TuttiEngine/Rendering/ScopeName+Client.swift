internal import TuttiPlan

extension ScopeName {
    /// Whether what is read is something, and all of it was sent by the client.
    static func areClients(_ slots: Set<Int>) -> Bool {
        !slots.isEmpty && slots.isSubset(of: clientSlots)
    }

    /// The slots of what the client sent.
    private static let clientSlots = Set([path, query, queryAll, headers, cookies, body].map(\.slot))
}
