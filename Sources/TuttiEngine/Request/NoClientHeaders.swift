/// No headers.
package struct NoClientHeaders: ClientHeaders {
    /// No fields.
    package init() {}

    package func values(named name: String) -> [String] { [] }

    package func forEach(_ visit: (_ name: String, _ value: String) -> Void) {}
}
