internal import TuttiExpressions
internal import TuttiPlan

/// The members of the answer that a client asked for: `?fields=user.name,orders.total`.
///
/// A path goes through arrays: `orders.total` is `total` of each order. What the answer doesn't have is left out.
struct FieldSelection: Sendable {
    /// Why a list of fields is refused.
    struct Mistake: Error {
        /// For the client.
        let message: String
    }

    /// The parts of this value that are wanted; empty where all of it is.
    private(set) var members: [String: FieldSelection] = [:]

    /// Whether the whole value is wanted.
    var isWhole: Bool { members.isEmpty }

    private static let pathLimit = 100
    private static let depthLimit = 16

    /// The whole value.
    init() {}

    /// Reads a list.
    ///
    /// - Throws: ``Mistake`` for an empty path or member, more than 100 paths, or one of more than 16 members.
    init(parsing text: String) throws(Mistake) {
        let paths = text.split(separator: ",", omittingEmptySubsequences: false)
        guard paths.count <= Self.pathLimit else {
            throw Mistake(message: "`fields` names more than \(Self.pathLimit) members.")
        }
        // What is wanted whole stays whole, whatever else is named below it.
        var whole: Set<String> = []
        for path in paths {
            let names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard !names.contains("") else {
                throw Mistake(
                    message: "`fields` has an empty name; it is a list of members, like `user.name,orders.total`.")
            }
            guard names.count <= Self.depthLimit else {
                throw Mistake(message: "A path in `fields` has more than \(Self.depthLimit) members.")
            }
            let prefixes = names.indices.map { names[...$0].joined(separator: ".") }
            guard !prefixes.contains(where: whole.contains) else { continue }
            whole.insert(String(path))
            insert(names[...])
        }
    }

    private mutating func insert(_ names: ArraySlice<String>) {
        guard let first = names.first else {
            members = [:]
            return
        }
        if names.count == 1 {
            members[first] = FieldSelection()
        } else {
            members[first, default: FieldSelection()].insert(names.dropFirst())
        }
    }

    /// The part of the selection for a member; nil where it isn't wanted.
    func member(_ name: String) -> FieldSelection? {
        isWhole ? self : members[name]
    }

    /// Checks the names as far as the shape of the answer is written down.
    ///
    /// - Throws: ``Mistake`` for a member that the answer can't have.
    func check(against template: ValueTemplate, at path: String = "") throws(Mistake) {
        guard case .object(let known) = template else { return }
        for (name, selection) in members.sorted(by: { $0.key < $1.key }) {
            guard let member = known.first(where: { $0.name == name }) else {
                let names = known.map(\.name)
                let help =
                    NearestName.to(name, among: names).map { "did you mean `\(path)\($0)`?" }
                    ?? "there are " + names.map { "`\(path)\($0)`" }.joined(separator: ", ") + "."
                throw Mistake(message: "The answer has no member `\(path)\(name)`; \(help)")
            }
            try selection.check(against: member.value, at: "\(path)\(name).")
        }
    }
}
