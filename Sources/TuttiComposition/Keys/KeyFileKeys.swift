/// The keys of a file with API keys.
enum KeyFileKeys {
    static let consumers = Key(
        "consumers", .node(.map(names: ".", of: consumer.schema)),
        "Who has keys, each under its name, which expressions read as `claims.sub`.")

    static let table = KeyTable("a file with API keys", keys: [consumers], required: [consumers])

    static let claims = Key(
        "claims", .node(["type": "object"]), "What expressions read as `claims` beside `sub`: plain data.",
        examples: ["plan": "gold"], foreign: ["metadata", "tags", "custom"])

    static let keys = Key(
        "keys", .node(.list(of: key.schema)),
        "The keys of the consumer, of which any is good: two while one is replaced.",
        foreign: ["key", "api-keys"])

    static let consumer = KeyTable("a consumer", keys: [claims, keys], required: [keys])

    static let hash = Key(
        "sha256", .node(.text(matching: "^[0-9A-Fa-f]{64}$", form: "64 hexadecimal digits")),
        "The SHA-256 of the key, in hexadecimal digits.", foreign: ["hash", "key", "secret", "value"])

    static let expires = Key(
        "expires", .text, "From when on the key is no longer good: a day, or a moment in UTC.",
        examples: "2027-06-30", "2027-06-30T12:00:00Z", foreign: ["expiry", "expires-at", "not-after", "ttl"])

    static let key = KeyTable(
        "a key", keys: [hash, expires], required: [hash],
        example: "write it like `{ sha256: … }`; `tutti keys new` prints one")
}
