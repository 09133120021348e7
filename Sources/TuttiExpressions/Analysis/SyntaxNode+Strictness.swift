internal import TuttiJSON

extension SyntaxNode {
    /// Whether something in the part fails on null instead of going on with it: arithmetic, or a function that refuses null.
    var isStrict: Bool {
        switch form {
        case .arithmetic, .sign: return true
        case .call(_, let signature, let arguments)
        where arguments.indices.contains(where: { !signature.type(at: $0).accepts(.null) }):
            return true
        default:
            var isStrict = false
            form.forEachPart { isStrict = isStrict || $0.isStrict }
            return isStrict
        }
    }

    /// Whether the part gives what it finds or null, and nothing that it makes: `a.b[0]`, `a.b || c`.
    ///
    /// Where what it reads is null, that stops a dot or a projection behind it. `[a]`, `{x: a}` and calls take a null further,
    /// inside of something that isn't.
    var givesWhatItFinds: Bool {
        switch form {
        case .current, .root, .field, .slot, .literal: true
        case .member(let left, _), .index(let left, _), .slice(let left, _): left.givesWhatItFinds
        case .projection(_, let left, let right), .filter(let left, _, let right), .or(let left, let right),
            .and(let left, let right), .conditional(_, let left, let right):
            left.givesWhatItFinds && right.givesWhatItFinds
        default: false
        }
    }
}
