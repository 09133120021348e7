/// What a limit has done so far.
package struct LimitFigures: Sendable, Equatable {
    /// Requests that it has admitted, and no other limit refused.
    package var admitted: UInt64
    /// Requests that it has refused, or would have.
    package var refused: UInt64
    /// Requests about which no store could be asked that instances share.
    package var unchecked: UInt64 = 0
    /// The memory of its keys.
    package var bytes: Int
}
