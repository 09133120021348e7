/// The headers of a request that has none.
package struct NoClientHeaders: ClientHeaders {
    /// No headers.
    package init() {}

    package func values(named name: String) -> [String] { [] }

    package func forEach(_ visit: (_ name: String, _ value: String) -> Void) {}
}
