/// What a worker's transport has at the moment.
package struct StreamFigures: Sendable, Hashable {
    /// Connections that are open or being opened.
    package var connections = 0
    /// Those of them that nobody uses.
    package var idle = 0
    /// Bytes that have arrived, and that nobody has taken yet.
    package var unread = 0
    /// Bytes that were written and wait to be sent.
    package var unsent = 0
}
