/// The keys of `basic` of a way to authenticate.
enum BasicKeys {
    static let users = Key(
        "users", .text,
        "The file of the users, from the folder of gateway.yaml on: each with a hash of bcrypt and with claims.",
        examples: "people.yaml", foreign: ["file", "htpasswd", "auth_basic_user_file", "credentials"])

    static let realm = Key(
        "realm", .node(.text(matching: "^[ !#-\\[\\]-~]+$", form: "printable ASCII without `\"` and `\\`")),
        "What browsers show when they ask for a password. The name of the way, where it isn't given.",
        examples: "Warehouse")

    static let table = KeyTable(
        "`basic`", keys: [users, realm], required: [users], example: "write it like `{ users: people.yaml }`")
}
