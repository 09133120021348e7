/// The keys of `credentials` of a service: which token the gateway asks an issuer for, to show it to the service.
enum CredentialsKeys {
    static let clientCredentials = Key(
        "client-credentials", .mapping(TokenGrantKeys.table),
        "A token of the gateway itself (RFC 6749, 4.4): the same for all clients.", examples: TokenGrantKeys.example,
        foreign: ["client_credentials", "oauth2", "auth/client-credentials"])

    static let tokenExchange = Key(
        "token-exchange", .mapping(TokenGrantKeys.table),
        "A token for that of the client (RFC 8693), which it must have shown: another one for each.",
        examples: TokenGrantKeys.example, foreign: ["token_exchange", "on-behalf-of"])

    /// The kinds, of which there is one.
    static let kinds: [any DeclaredKey] = [clientCredentials, tokenExchange]

    static let table = KeyTable(
        "`credentials`", keys: kinds,
        example:
            "write it like `{ client-credentials: { token-url: https://id.example.com/token, client-id: tutti, client-secret: \"${SECRET}\" } }`",
        rules: { [("oneOf", .array(kinds.map { ["required": [.string($0.name)]] }))] })
}
