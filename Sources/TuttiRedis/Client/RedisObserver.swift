/// Who is told how servers of Redis come and go: a log.
package protocol RedisObserver: Sendable {
    /// Something has changed about a server; called on any thread, and has to be quick.
    func redis(_ server: String, changed: RedisChange)
}
