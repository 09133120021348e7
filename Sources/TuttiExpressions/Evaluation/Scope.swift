package import TuttiJSON

/// The values of one request's document: one for each name of a layout, null until it is set.
package struct Scope: Sendable {
    /// The names of the slots.
    package let layout: ScopeLayout

    /// What `now()` gives: the wall clock when the request came, in seconds since 1970; null until it is set.
    ///
    /// A value and not a clock, so that all expressions of a request agree and a test decides what time it is.
    package var now: JSONValue = .null

    /// The values by slot.
    private(set) var values: [JSONValue]

    /// A scope in which every name is null.
    package init(layout: ScopeLayout) {
        self.layout = layout
        self.values = Array(repeating: .null, count: layout.names.count)
    }

    /// The value in a slot.
    ///
    /// A slot out of range reads as null, and setting it does nothing: a wrong slot must not stop the server.
    package subscript(slot: Int) -> JSONValue {
        get { values.indices.contains(slot) ? values[slot] : .null }
        set {
            guard values.indices.contains(slot) else { return }
            values[slot] = newValue
        }
    }
}
