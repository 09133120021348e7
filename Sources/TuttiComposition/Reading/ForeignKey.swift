/// A key that other tools have, and what it is called here: no nearest name finds it.
struct ForeignKey: Sendable {
    /// The key that was probably meant; nil where none does that.
    let meant: String?
    /// What to do.
    let help: String

    private init(_ meant: String?, _ help: String) {
        self.meant = meant
        self.help = help
    }

    private static func called(_ key: String) -> ForeignKey { ForeignKey(key, "here it is called `\(key)`") }

    private static let method = ForeignKey("get", "method and path are one key: `get: /users/{path.id}`")
    private static let dependency = ForeignKey(nil, "remove it: a call waits for the calls that its expressions read")

    static let ofCall: [String: ForeignKey] = [
        "method": method, "path": method, "url": method, "uri": method,
        "depends-on": dependency, "depends_on": dependency, "needs": dependency,
        "optional": ForeignKey(nil, "remove it: every call is optional that is not `required: true`"),
        "params": called("query"), "parameters": called("query"),
        "fallback": called("otherwise"), "default": called("otherwise"),
        "if": called("when"), "foreach": called("each"), "for-each": called("each"),
        "map": called("select"), "transform": called("select"),
        "retries": called("retry"), "ttl": called("cache"), "redirects": called("follow"),
        "follow-redirects": called("follow"), "deadline": called("timeout"),
    ]

    static let ofService: [String: ForeignKey] = [
        "url": ForeignKey("instances", "here it is a list: `instances: [http://127.0.0.1:7001]`"),
        "hosts": called("instances"), "urls": called("instances"),
        "retries": called("retry"), "ttl": called("cache"), "redirects": called("follow"),
        "follow-redirects": called("follow"), "host-header": called("host"), "circuit-breaker": called("breaker"),
    ]

    static let ofEndpoint: [String: ForeignKey] = [
        "timeout": called("deadline"), "description": called("summary"),
        "output": called("response"), "body": called("response"),
    ]
}
