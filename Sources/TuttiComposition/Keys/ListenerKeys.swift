internal import TuttiPlan

/// The keys of a listener, where `listen` says more than its address.
enum ListenerKeys {
    static let address = Key(
        "address", .address,
        "Where clients connect: a host and a port, or `unix:` and a path. Port 0 lets the system choose.",
        examples: "0.0.0.0:8443", "unix:/run/tutti/tutti.sock",
        foreign: ["bind", "host", "port"])

    static let enabled = Key(
        "enabled", .bool,
        "Whether the gateway listens there; `false` leaves the listener out, and no file is read for it.",
        default: true, foreign: ["disabled", "active"])

    static let tls = Key(
        "tls", .mapping(TLSKeys.table), "Certificates: with them the listener speaks TLS, without them none.",
        foreign: ["ssl", "https"])

    static let http2 = Key(
        "http2",
        .oneOf([("negotiated", .negotiated), ("prior-knowledge", .priorKnowledge), ("never", .never)]) { word in
            (
                "`\(word)` is not a way to speak HTTP/2",
                Suggestion.help(for: word, among: ["negotiated", "prior-knowledge", "never"], called: "use")
            )
        },
        "Whether HTTP/2 is spoken beside HTTP/1.1: where both sides agree on it in the TLS handshake; also without TLS, by "
            + "clients that begin with it; or never.", default: ListenerPlan.HTTP2.negotiated, foreign: ["h2", "h2c"])

    static let redirectToHTTPS = Key(
        "redirect-to-https",
        .node(["anyOf": [["type": "boolean"], .integer(1...65535)]]),
        "Answers every request with a redirect to the same URL with `https`: `true`, or the port of that URL.",
        writtenDefault: false, examples: true, 8443)

    static let proxyProtocol = Key(
        "proxy-protocol", .bool,
        "Whether each connection begins with a header of the PROXY protocol, version 1 or 2, that says who has connected. Then only "
            + "the proxy may reach the listener.", default: false,
        foreign: ["proxy_protocol", "accept-proxy", "proxyProtocol", "send-proxy"])

    static let socketMode = Key(
        "socket-mode", .node(["type": ["string", "integer"], "pattern": "^0?[0-7]{3}$"]),
        "The permissions of a socket in the file system, in octal: whoever may write to it may connect.",
        writtenDefault: "0660", examples: "0666", foreign: ["mode", "permissions"])

    static let socketName = Key(
        "socket-name", .text,
        "Under which name a service manager passes the socket: `FileDescriptorName` of systemd. Without it, it goes by the address.",
        examples: "https", foreign: ["fd-name", "FileDescriptorName"])

    static let bounds = Key(
        "bounds", .mapping(BoundsKeys.table),
        "What clients may ask of this listener, where it is something else than `bounds` of gateway.yaml says.",
        foreign: ["timeouts", "limits"])

    static let table = KeyTable(
        "a listener",
        keys: [address, enabled, tls, http2, redirectToHTTPS, proxyProtocol, socketMode, socketName, bounds],
        required: [address],
        example: "write it like `127.0.0.1:8080` or `{ address: 0.0.0.0:8443, tls: { … } }`")

    /// The schema of `listen`.
    static var listeners: SchemaValue {
        let listener: SchemaValue = ["anyOf": [.address, table.schema]]
        return ["anyOf": [.address, table.schema, .list(of: listener, atLeast: 1)]]
    }
}
