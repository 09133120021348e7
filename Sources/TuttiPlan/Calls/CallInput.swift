/// A call that another one waits for: it reads its result, or only comes after it.
package struct CallInput: Sendable, Hashable {
    /// Index of the other call in ``EndpointPlan/calls``.
    package let call: Int
    /// Whether every use of its result can handle null, so that the reading call is made even when this one has failed.
    package let copesWithNull: Bool
    /// Whether its result is read; where it isn't, the waiting call comes after it, whatever becomes of it.
    package let isRead: Bool

    /// An input made of its parts.
    package init(call: Int, copesWithNull: Bool, isRead: Bool = true) {
        self.call = call
        self.copesWithNull = copesWithNull
        self.isRead = isRead
    }
}
