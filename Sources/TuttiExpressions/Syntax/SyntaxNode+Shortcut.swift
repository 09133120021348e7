internal import TuttiJSON

extension SyntaxNode {
    /// The parts of the forms that are evaluated most often, laid out so that evaluation retains none of them.
    struct Shortcut: Sendable {
        /// Which form it is.
        enum Kind: Sendable {
            case current
            case field
            case member
            case slot
            case object
            /// None of these: what is in ``SyntaxNode/form`` counts.
            case other
        }

        let kind: Kind
        /// The slot, or -1.
        let slot: Int
        /// The name of a field or member.
        let name: JSONName
        /// What the member is of; nil for other kinds.
        let source: SyntaxNode?
        /// The members of an object.
        let members: [Member]

        init(_ form: Form) {
            var (slot, name, source, members) = (-1, JSONName(""), SyntaxNode?.none, [Member]())
            switch form {
            case .current: kind = .current
            case .field(let field):
                kind = .field
                name = field
            case .member(let left, let field):
                kind = .member
                source = left
                name = field
            case .slot(let number):
                kind = .slot
                slot = number
            case .object(let list):
                kind = .object
                members = list
            default: kind = .other
            }
            (self.slot, self.name, self.source, self.members) = (slot, name, source, members)
        }
    }
}
