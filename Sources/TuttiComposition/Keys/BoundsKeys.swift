internal import TuttiPlan

/// The keys of `bounds` in gateway.yaml.
enum BoundsKeys {
    private static let standard = ConnectionBounds()

    static let target = Key(
        "target", .size, "The longest request target: path and query.", default: standard.target,
        foreign: ["uri", "url", "request-line"])

    static let headers = Key(
        "headers", .integer(1...10_000), "The most headers of a request.", default: standard.headerCount)

    static let headerBytes = Key(
        "header-bytes", .size, "The most bytes of all names and values of a request's headers.",
        default: standard.headerBytes, foreign: ["header-size", "max-header-size"])

    static let connections = Key(
        "connections", .integer(1...1_000_000), "The most connections of clients at once, of all listeners together.",
        default: standard.connections, foreign: ["max-connections"])

    static let connectionsOfOne = Key(
        "connections-per-address", .integer(1...1_000_000),
        "The most connections at once of one client: one IPv4 address, or one IPv6 network of 64 bits. Not bounded if not given.",
        examples: 100, foreign: ["max-connections-per-ip", "connections-per-ip", "limit_conn"])

    static let handshakeTime = Key(
        "handshake-time", .duration, "How long a TLS handshake may take, from the opening of the connection.",
        default: standard.handshakeTime)

    static let headerTime = Key(
        "header-time", .duration,
        "How long a header section may take, from its first byte, or the opening of the connection.",
        default: standard.headerTime, foreign: ["header-timeout", "read-header-timeout"])

    static let bodyTime = Key(
        "body-time", .duration, "How long a request body may take, from the end of the header section.",
        default: standard.bodyTime, foreign: ["body-timeout", "read-timeout"])

    static let bodyRate = Key(
        "body-rate", .integer(1...1_000_000_000),
        "How many bytes a second the body of a forwarded request must bring, on average.", default: standard.bodyRate,
        foreign: ["min-rate", "minrate", "min-request-body-data-rate"])

    static let idleTime = Key(
        "idle-time", .duration, "How long a connection may be silent between two requests.",
        default: standard.idleTime, foreign: ["idle-timeout", "keepalive-timeout", "keep-alive"])

    static let writeTime = Key(
        "write-time", .duration, "How long a client may read nothing of its response.", default: standard.writeTime,
        foreign: ["write-timeout", "send-timeout"])

    static let table = KeyTable(
        "`bounds`",
        keys: [
            target, headers, headerBytes, connections, connectionsOfOne, handshakeTime, headerTime, bodyTime, bodyRate,
            idleTime, writeTime,
        ],
        foreign: [
            ForeignNames(
                "max-request-body", "body", "body-size",
                help: "it stands in `defaults`: `defaults: { max-request-body: 1MiB }`")
        ])
}
