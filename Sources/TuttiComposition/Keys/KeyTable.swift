/// The keys of one kind of mapping.
///
/// It tells an unknown key from a misspelt one, from one of another tool and from one of an earlier version, and it makes the JSON Schema
/// of the mapping.
struct KeyTable: Sendable {
    /// What the mapping is, for messages.
    let place: String
    /// Its keys, in the order in which the schema and messages list them.
    let keys: [any DeclaredKey]
    /// The keys that must be there.
    let required: [String]
    /// Further keywords of the schema: which keys go together.
    let rules: @Sendable () -> [(name: String, value: SchemaValue)]
    /// How the mapping is written, where that says more than the names of its keys.
    let example: String?
    /// The names of the keys, in order.
    let names: [String]

    /// What is looked up in these is rare, or among few: no table by name would pay for being made.
    private let foreign: [ForeignNames]

    /// The keys of a mapping.
    ///
    /// - Parameters:
    ///   - place: what the mapping is, for messages.
    ///   - keys: all that it may have.
    ///   - required: those that must be there.
    ///   - foreign: keys of other tools that stand for no single key here.
    ///   - example: how the mapping is written.
    ///   - rules: further keywords of the schema.
    init(
        _ place: String, keys: [any DeclaredKey], required: [any DeclaredKey] = [], foreign: [ForeignNames] = [],
        example: String? = nil, rules: @escaping @Sendable () -> [(name: String, value: SchemaValue)] = { [] }
    ) {
        self.place = place
        self.keys = keys
        self.required = required.map(\.name)
        self.rules = rules
        self.example = example
        self.foreign = foreign
        names = keys.map(\.name)
    }

    /// Whether a key has this name.
    func contains(_ name: String) -> Bool { names.contains(name) }

    /// The present name of a key that an earlier version called so; nil for any other name.
    func presentName(of name: String) -> String? { keys.first { $0.formerNames.contains(name) }?.name }

    /// What another tool means by a key of this name, the key to use here if there is one, and what to do.
    func foreignKey(_ name: String) -> (meant: String?, help: String)? {
        for key in keys {
            guard let entry = key.foreign.first(where: { $0.names.contains(name) }) else { continue }
            return (key.name, entry.help ?? "here it is called `\(key.name)`")
        }
        return foreign.first { $0.names.contains(name) }.map { (nil, $0.help ?? "remove it") }
    }

    /// The schema of a mapping that has these keys and no others.
    var schema: SchemaValue { .mapping(keys, required: required, rules: rules()) }
}
