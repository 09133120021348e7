/// The keys of `clients` of `tls`.
enum ClientCertificateKeys {
    static let authorities = Key(
        "ca", .text, "The file of the authorities that have signed the certificates of clients, in PEM.",
        examples: "tls/clients.pem", foreign: ["authorities", "cas", "roots"])

    static let required = Key(
        "required", .bool, "Whether a client without a certificate is refused.", default: true)

    static let table = KeyTable(
        "`clients`", keys: [authorities, required], required: [authorities],
        example: "write it like `{ ca: tls/clients.pem }`")
}
