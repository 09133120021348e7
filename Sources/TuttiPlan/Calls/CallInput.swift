/// A call whose result another call reads.
package struct CallInput: Sendable, Hashable {
    /// Index of the other call in ``EndpointPlan/calls``.
    package let call: Int
    /// Whether every use of its result can handle null, so that the reading call is made even when this one has failed.
    package let copesWithNull: Bool

    /// An input made of its parts.
    package init(call: Int, copesWithNull: Bool) {
        self.call = call
        self.copesWithNull = copesWithNull
    }
}
