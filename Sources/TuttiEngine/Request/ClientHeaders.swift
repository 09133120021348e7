/// The headers of a client's request, read where they lie: most endpoints never look at them.
package protocol ClientHeaders: Sendable {
    /// The values of all fields of this name (any case), in order.
    func values(named name: String) -> [String]
    /// Calls `visit` with each field, in order.
    func forEach(_ visit: (_ name: String, _ value: String) -> Void)
}
