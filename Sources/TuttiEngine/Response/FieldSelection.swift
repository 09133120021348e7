internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// The members of the response that a client asked for: `?fields=user.name,orders.total`.
///
/// A path goes through arrays: `orders.total` is `total` of each order. Members that the response doesn't have are left out.
package struct FieldSelection: Sendable {
    /// Why a list of fields is refused.
    struct Mistake: Error {
        /// What is wrong, in words for the client.
        let message: String
    }

    /// The parts of this value that are wanted; empty where all of it is.
    ///
    /// The keys are code points: in JSON an é of one scalar and one of two scalars are different names.
    private(set) var members: [JSONName: FieldSelection] = [:]

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
        let paths = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard paths.count <= Self.pathLimit else {
            throw Mistake(message: "`fields` names more than \(Self.pathLimit) members.")
        }
        // A member that is wanted whole stays whole, whatever is named below it.
        var whole: Set<[JSONName]> = []
        for path in paths {
            let names = path.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map {
                JSONName(String(Substring($0)))
            }
            guard !names.contains(where: \.utf8.isEmpty) else {
                throw Mistake(
                    message: "`fields` has an empty name; it is a list of members, like `user.name,orders.total`.")
            }
            guard names.count <= Self.depthLimit else {
                throw Mistake(message: "A path in `fields` has more than \(Self.depthLimit) members.")
            }
            guard !names.indices.contains(where: { whole.contains(Array(names[...$0])) }) else { continue }
            whole.insert(names)
            insert(names[...])
        }
    }

    private mutating func insert(_ names: ArraySlice<JSONName>) {
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
        isWhole ? self : members[JSONName(name)]
    }

    /// Checks the names as far as the shape of the response is known.
    ///
    /// - Throws: ``Mistake`` for a member that the response can't have.
    func check(against shape: ValueShape, at path: String = "") throws(Mistake) {
        guard !isWhole, let known = shape.nextMembers else { return }
        for (name, selection) in members.sorted(by: { $0.key.text < $1.key.text }) {
            guard let member = known.first(where: { JSONName($0.name) == name }) else {
                let names = known.map(\.name)
                let help =
                    NearestName.to(name.text, among: names).map { "did you mean `\(path)\($0)`?" }
                    ?? "there are " + names.prefix(20).map { "`\(path)\($0)`" }.joined(separator: ", ")
                    + (names.count > 20 ? ", …" : ".")
                throw Mistake(message: "The response has no member `\(path)\(name)`; \(help)")
            }
            try selection.check(against: member.shape, at: "\(path)\(name).")
        }
    }

    /// Whether a part of the value at a place of the response is wanted.
    ///
    /// - Parameters:
    ///   - place: names and indices from the root of `template` on.
    ///   - template: the shape of the response, as far as it is written down.
    /// - Returns: true also where the shape says nothing of the place.
    func includes(_ place: ArraySlice<String>, of template: ValueTemplate) -> Bool {
        guard !isWhole, let token = place.first else { return true }
        switch template {
        case .object(let known):
            let name = JSONName(token)
            guard let part = member(token), let member = known.first(where: { JSONName($0.name) == name }) else {
                return false
            }
            return part.includes(place.dropFirst(), of: member.value)
        case .array(let elements):
            guard let index = Int(token), elements.indices.contains(index) else { return true }
            return includes(place.dropFirst(), of: elements[index])
        case .expression, .constant:
            return true
        }
    }
}
