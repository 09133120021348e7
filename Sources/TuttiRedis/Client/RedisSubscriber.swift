/// Who wants to hear what servers say unasked, such as the news that keys have changed.
package protocol RedisSubscriber: AnyObject, Sendable {
    /// Sent first on each connection, in order: `CLIENT TRACKING ON BCAST PREFIX …`. A connection on which one of them fails is closed.
    var commands: [RedisCommand] { get }

    /// Something has happened on a connection; called on the event loop of its worker.
    ///
    /// - Parameters:
    ///   - event: what.
    ///   - worker: the number of the worker, from 0.
    func redis(_ event: RedisEvent, worker: Int)
}
