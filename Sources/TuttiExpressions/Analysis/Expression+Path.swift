internal import TuttiJSON

extension Expression {
    /// The top-level name of the document that a bound expression reads, and the members that it follows from there: `user.id`.
    ///
    /// Nil for any other expression.
    package var path: (slot: Int, members: [String])? {
        var members: [String] = []
        var node = root
        while case .member(let left, let name) = node.form {
            members.append(name.description)
            node = left
        }
        guard case .slot(let slot) = node.form else { return nil }
        return (slot, members.reversed())
    }
}
