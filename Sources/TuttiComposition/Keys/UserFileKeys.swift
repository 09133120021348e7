/// The keys of a file with users and their passwords.
enum UserFileKeys {
    static let users = Key(
        "users", .node(.map(names: ".", of: user.schema)),
        "Who has a password, each under its name, which expressions read as `claims.sub`.")

    static let table = KeyTable("a file with users", keys: [users], required: [users])

    static let claims = Key(
        "claims", .node(["type": "object"]), "What expressions read as `claims` beside `sub`: plain data.",
        examples: ["role": "editor"], foreign: ["metadata", "tags", "custom"])

    static let hash = Key(
        "bcrypt", .node(.text(matching: "^\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53}$", form: "a hash of bcrypt")),
        "The hash of the password: bcrypt of a cost of 4 to 14. Another hash each time for one password.",
        foreign: ["password", "hash", "secret"])

    static let user = KeyTable(
        "a user", keys: [claims, hash], required: [hash],
        example: "write it like `{ bcrypt: \"$2b$12$…\" }`; `tutti keys new --basic` prints one")
}
