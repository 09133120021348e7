/// The keys of a certificate of a listener.
enum CertificateKeys {
    static let certificate = Key(
        "certificate", .text,
        "The file of the certificate, with those between it and its root behind it, in PEM; from the folder of gateway.yaml on.",
        examples: "tls/shop.pem", foreign: ["cert", "chain", "fullchain"])

    static let key = Key(
        "key", .text, "The file of its private key, in PEM, without a passphrase.", examples: "tls/shop.key",
        foreign: ["private-key", "privkey"])

    static let table = KeyTable(
        "a certificate", keys: [certificate, key], required: [certificate, key],
        example: "write it like `{ certificate: tls/shop.pem, key: tls/shop.key }`")
}
