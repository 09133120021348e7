internal import TuttiJSON

/// What a schema asks of the members of an object: all of it is looked at in one walk.
final class MemberRules: Sendable {
    /// All names that the schema says something about.
    let names: JSONNameTable
    /// By the places of the names the schemas of `properties`; -1 for a name that has none.
    let schemas: [Int]
    let patterns: [(pattern: Int, schema: Int)]
    /// `additionalProperties`.
    let others: Int?
    /// `propertyNames`.
    let nameSchema: Int?
    /// By the places of the names, as in the three below.
    let required: [Int]
    let dependentRequired: [(name: Int, needs: [Int])]
    let dependentSchemas: [(name: Int, schema: Int)]

    /// Whether members themselves are looked at, and not only whether they are there.
    let looksAtMembers: Bool

    init(
        names: JSONNameTable, schemas: [Int], patterns: [(pattern: Int, schema: Int)], others: Int?, nameSchema: Int?,
        required: [Int], dependentRequired: [(name: Int, needs: [Int])], dependentSchemas: [(name: Int, schema: Int)]
    ) {
        (self.names, self.schemas, self.patterns, self.others) = (names, schemas, patterns, others)
        (self.nameSchema, self.required) = (nameSchema, required)
        (self.dependentRequired, self.dependentSchemas) = (dependentRequired, dependentSchemas)
        looksAtMembers = schemas.contains { $0 >= 0 } || !patterns.isEmpty || others != nil || nameSchema != nil
    }
}
