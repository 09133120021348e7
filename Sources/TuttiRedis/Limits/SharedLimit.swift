internal import Synchronization
package import TuttiPolicies

/// A limit that several instances share: its rule, and the name by which they find its keys.
package final class SharedLimit: Sendable {
    private static let numbers = Atomic<Int>(0)

    /// Tells it from all others of this process, also from those that are gone.
    let number: Int
    /// What it allows.
    let rule: LimitRule
    /// What all its keys are told apart by from those of other limits.
    let name: [UInt8]

    /// A limit whose counts are shared by all that say the same name; of another rule, the counts are others.
    package init(_ rule: LimitRule, named name: String, allowing words: String) {
        self.rule = rule
        number = Self.numbers.add(1, ordering: .relaxed).newValue
        self.name = Array("\(name.utf8.count) \(name) \(words.utf8.count) \(words) ".utf8)
    }
}
