/// The keys of `tls` of a listener.
enum TLSKeys {
    static let certificates = Key(
        "certificates", .node(.list(of: CertificateKeys.table.schema, atLeast: 1)),
        "Each with its key; a client gets the first one that is for the host name it asks for, else the first of the list.",
        examples: [["certificate": "tls/shop.pem", "key": "tls/shop.key"]], foreign: ["certs"])

    static let clients = Key(
        "clients", .mapping(ClientCertificateKeys.table),
        "Which certificates of clients are taken. Not asked for if not given.",
        foreign: ["client-auth", "mtls"])

    static let strictTransportSecurity = Key(
        "strict-transport-security", .text,
        "The value of the header of this name in each response: browsers use `https` alone from then on.",
        examples: "max-age=31536000; includeSubDomains", foreign: ["hsts"])

    static let table = KeyTable(
        "`tls`", keys: [certificates, clients, strictTransportSecurity], required: [certificates],
        foreign: [
            ForeignNames(
                "certificate", "key", "cert",
                help: "write `certificates: [{ certificate: tls/shop.pem, key: tls/shop.key }]`"),
            ForeignNames(
                "versions", "min-version", "ciphers", "alpn",
                help: "remove it: TLS 1.2 and 1.3 are spoken, with forward secrecy and authenticated encryption alone"),
        ])
}
