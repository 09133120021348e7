internal import TuttiJSON

extension SyntaxNode {
    /// What the part can give when it gives anything.
    ///
    /// What is read from a document can be of any kind; what is computed mostly can't.
    var possibleKinds: PossibleKinds {
        switch form {
        case .current, .root, .variable, .field, .slot, .member, .index, .reference: .any
        case .literal(let value): PossibleKinds(value.kind)
        case .nested(_, let right): right.possibleKinds.union(.null)
        case .pipe(_, let right), .bindings(_, let right): right.possibleKinds
        case .slice: [.array, .string, .null]
        // The slice of a string is no projection: what follows is of the string.
        case .projection(.slice, _, let element): element.possibleKinds.union([.array, .null])
        case .projection, .filter: [.array, .null]
        case .list: .array
        case .object: .object
        case .or(let left, let right), .and(let left, let right), .conditional(_, let left, let right):
            left.possibleKinds.union(right.possibleKinds)
        case .not, .comparison(.equal, _, _), .comparison(.notEqual, _, _): .bool
        case .comparison: [.bool, .null]
        case .arithmetic, .sign: .number
        case .call(let function, _, _): function.possibleKinds
        }
    }

    /// What the elements can be, where the part gives an array.
    var possibleElements: PossibleKinds {
        guard case .call(let function, _, _) = form else { return .any }
        return switch function {
        case .keys, .split: .string
        case .items, .zip: .array
        default: .any
        }
    }
}
