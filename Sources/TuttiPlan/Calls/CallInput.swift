/// That a call reads another's result.
package struct CallInput: Sendable, Hashable {
    /// Index of the other call in ``EndpointPlan/calls``.
    package var call: Int
    /// Whether every use of it copes with null, so that this call is made even when the other has failed.
    package var copesWithNull: Bool

    /// An input of its parts.
    package init(call: Int, copesWithNull: Bool) {
        self.call = call
        self.copesWithNull = copesWithNull
    }
}
