internal import TuttiPlan

/// The keys of `tls` of a service.
enum ServiceTLSKeys {
    static let authorities = Key(
        "ca", .text,
        "The file of the authorities that have signed the certificates of the instances, in PEM; they replace those that the machine trusts.",
        examples: "tls/inside.pem", foreign: ["authorities", "cas", "roots", "cacert", "ca-file", "trusted-ca"])

    static let certificate = Key(
        "certificate", .text,
        "The file of the certificate that the gateway shows, with those between it and its root behind it, in PEM.",
        examples: "tls/tutti.pem", foreign: ["cert", "chain", "client-certificate", "client-cert", "certs"])

    static let key = Key(
        "key", .text, "The file of its private key, in PEM, without a passphrase.", examples: "tls/tutti.key",
        foreign: ["private-key", "privkey", "client-key"])

    static let name = Key(
        "name", .text,
        "The host name that the certificates of the instances are for, and that is asked for (SNI). Without it: the host of the instance.",
        examples: "orders.internal", foreign: ["server-name", "sni", "servername", "server_name", "host"])

    static let minimum = Key(
        "minimum",
        .oneOf([("1.2", ServiceTLSPlan.Version.tls12), ("1.3", .tls13)]) { word in
            ("`\(word)` is not a version of TLS that is spoken", "use `\"1.2\"` or `\"1.3\"`")
        },
        "The lowest version of TLS that is spoken.", default: .tls12,
        foreign: ["min-version", "minimum-version", "version", "versions"])

    static let table = KeyTable(
        "`tls`", keys: [authorities, certificate, key, name, minimum],
        foreign: [
            ForeignNames(
                "insecure", "insecure-skip-verify", "insecureSkipVerify", "verify", "skip-verify",
                help:
                    "remove it: certificates are always verified; `ca` names who has signed them, `name` whom they are for"
            ),
            ForeignNames(
                "ciphers", "alpn",
                help: "remove it: TLS 1.2 and 1.3 are spoken, with forward secrecy and authenticated encryption alone"),
        ],
        example:
            "an instance is called by TLS where its URL begins with `https`; who has signed its certificate is `{ ca: tls/inside.pem }`"
    )
}
