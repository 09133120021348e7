internal import TuttiResilience

/// The keys of a policy of `cors` in gateway.yaml: what pages of other origins may do (Fetch, "HTTP CORS protocol").
enum CORSKeys {
    static let origins = Key(
        "origins", .node(["anyOf": [.text, .list(of: .text, atLeast: 1)]]),
        "Whose pages may read responses: origins as browsers send them, compared byte for byte; or `\"*\"` for all pages.",
        examples: ["https://shop.example.com"],
        foreign: [
            "origin", "allow-origins", "allow-origin", "allowed-origins", "allowedOrigins", "allow_origins",
            ForeignNames("allow-origin-regex", "origin-regex", help: "name each origin: there are no patterns"),
        ])

    static let headers = Key(
        "headers", .node(["anyOf": [.text, .list(of: .text)]]),
        "The headers that pages may set, beside those that every page may; or `\"*\"` for all but `authorization`.",
        examples: ["content-type", "authorization"],
        foreign: ["allow-headers", "allowed-headers", "allowedHeaders", "allow_headers"])

    static let expose = Key(
        "expose", .node(.headerNames),
        "Headers of responses that pages may read, beside `composition-status`, `x-request-id` and those that every page may.",
        examples: ["etag"],
        foreign: ["expose-headers", "exposed-headers", "exposedHeaders", "expose_headers"])

    static let credentials = Key(
        "credentials", .bool, "Whether pages may send cookies along, and read what comes of it.", default: false,
        foreign: ["allow-credentials", "allowCredentials", "allow_credentials"])

    static let maximumAge = Key(
        "max-age", .duration, "How long a browser may remember what it was told. Without it, the browser decides: 5 s.",
        examples: "2h", foreign: ["maxAge", "max_age"])

    static let table = KeyTable(
        "a policy of `cors`", keys: [origins, headers, expose, credentials, maximumAge], required: [origins],
        foreign: [
            ForeignNames(
                "methods", "allow-methods", "allowed-methods", "allowedMethods", "allow_methods",
                help: "remove it: pages may use the methods that a path has")
        ],
        example: "write it like `{ origins: [https://shop.example.com] }`")

    /// What stands in place of a policy's name where there is none.
    static let none = "none"

    /// The policies of gateway.yaml.
    static let policies = Key(
        "cors", .node(.map(names: "^[A-Za-z0-9_.-]+$", of: table.schema)),
        "Which pages of other origins may read responses: policies, each under a name by which `defaults`, endpoints and routes "
            + "choose one.", examples: ["web": ["origins": ["https://shop.example.com"]]], foreign: ["CORS"])

    /// The name of the policy that holds.
    static let choice = Key(
        "cors", .text,
        "The policy of `cors` in gateway.yaml that holds for pages of other origins, by its name; `none` for none.",
        examples: "web", foreign: ["CORS", "cross-origin"])
}
