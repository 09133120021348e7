package import TuttiPlan

extension EndpointPlan {
    /// The slots of named values that are made of the client's request alone.
    package var clientSlots: Set<Int> {
        var clientSlots: Set<Int> = []
        // A value reads those that stand before it.
        for value in lets where ScopeName.areClients(value.value.slots, besides: clientSlots) {
            clientSlots.insert(value.slot)
        }
        return clientSlots
    }
}
