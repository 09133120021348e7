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

    private let known: Set<String>
    private let foreign: [String: (meant: String?, help: String)]
    private let formerNames: [String: String]

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
        names = keys.map(\.name)
        known = Set(names)
        var meanings: [String: (meant: String?, help: String)] = [:]
        for entry in foreign {
            for name in entry.names { meanings[name] = (nil, entry.help ?? "remove it") }
        }
        var current: [String: String] = [:]
        for key in keys {
            for entry in key.foreign {
                for name in entry.names { meanings[name] = (key.name, entry.help ?? "here it is called `\(key.name)`") }
            }
            for name in key.formerNames { current[name] = key.name }
        }
        self.foreign = meanings
        formerNames = current
    }

    /// Whether a key has this name.
    func contains(_ name: String) -> Bool { known.contains(name) }

    /// The present name of a key that an earlier version called so; nil for any other name.
    func presentName(of name: String) -> String? { formerNames[name] }

    /// What another tool means by a key of this name, the key to use here if there is one, and what to do.
    func foreignKey(_ name: String) -> (meant: String?, help: String)? { foreign[name] }

    /// The schema of a mapping that has these keys and no others.
    var schema: SchemaValue { .mapping(keys, required: required, rules: rules()) }
}
