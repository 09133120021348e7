import Testing

/// The tables of attacks, each of which names its source, and says why it is refused.
struct AttackCountTests {
    @Test func thereAreManyAttacks() {
        let tables = [
            ("tokens", TokenAttackTests.onSecrets.count + TokenAttackTests.onPublicKeys.count),
            ("proofs of possession", SignedProofs.attacks.count), ("keys", APIKeysTests.attacks.count),
            ("passwords", BasicUsersTests.attacks.count), ("cookies", CookieAttackTests.attacks.count),
        ]
        let words = tables.map { "\($0.1) on \($0.0)" }.joined(separator: ", ")
        print("\(tables.reduce(0) { $0 + $1.1 }) attacks: \(words)")
        #expect(tables.allSatisfy { $0.1 >= 30 })
    }
}
