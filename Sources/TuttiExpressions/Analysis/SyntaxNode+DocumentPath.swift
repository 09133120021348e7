internal import TuttiJSON

extension SyntaxNode {
    /// A name of the document and the members behind it.
    var documentPath: (slot: Int, members: [String])? {
        var members: [String] = []
        var node = self
        while case .member(let left, let name) = node.form {
            members.append(name.description)
            node = left
        }
        guard case .slot(let slot) = node.form else { return nil }
        return (slot, members.reversed())
    }
}
