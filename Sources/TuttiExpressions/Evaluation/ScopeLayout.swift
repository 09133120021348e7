/// The names at the top of the one document that expressions read, each with its slot.
///
/// It is made once, when a composition is loaded; a request then fills a ``Scope`` of this layout, and a bound expression
/// reads slots by number.
package struct ScopeLayout: Sendable, Hashable {
    /// The names in the order of their slots.
    package let names: [String]

    /// A layout that gives each name the slot of its place in the list.
    package init(names: [String]) {
        self.names = names
    }

    /// The slot of a name, the first one if it is listed twice; nil for a name that is not in the layout.
    ///
    /// Names are compared byte by byte, as JSON member names are, not by Unicode equivalence.
    package func slot(of name: String) -> Int? {
        names.firstIndex { $0.utf8.elementsEqual(name.utf8) }
    }
}
