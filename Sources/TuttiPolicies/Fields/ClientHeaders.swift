/// The headers of a client's request, which are read only when an endpoint asks: most never do.
package protocol ClientHeaders: Sendable {
    /// The values of all headers with this name, in any case, in order.
    func values(named name: String) -> [String]
    /// Calls `visit` with each header, in order.
    func forEach(_ visit: (_ name: String, _ value: String) -> Void)
}
