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
        "status": called("accept"), "expect": called("accept"), "output": called("select"), "extract": called("select"),
        "data": called("body"), "payload": called("body"), "json": called("body"), "host": instance, "backend": service,
        "upstream": service, "pass-headers": called("forward-headers"), "proxy-headers": called("forward-headers"),
    ]

    static let ofDefaults = ["pass-headers": called("forward-headers"), "proxy-headers": called("forward-headers")]

    private static let instance = ForeignKey(
        "service", "hosts stand in gateway.yaml, under a service: `service: users`")
    private static let service = ForeignKey("service", "here it is called `service`: a name from gateway.yaml")

    static let ofService: [String: ForeignKey] = [
        "url": ForeignKey("instances", "here it is a list: `instances: [http://127.0.0.1:7001]`"),
        "hosts": called("instances"), "urls": called("instances"),
        "retries": called("retry"), "ttl": called("cache"), "redirects": called("follow"),
        "follow-redirects": called("follow"), "host-header": called("host"), "circuit-breaker": called("breaker"),
        "circuitBreaker": called("breaker"), "circuit_breaker": called("breaker"),
        "max-connections": called("concurrency"),
        "rate-limit": ForeignKey(nil, "remove it: `concurrency: { at-once: 128 }` bounds the calls that run at a time"),
        "tls": ForeignKey(nil, "remove it: an instance is called by TLS where its URL begins with `https`"),
        "pass-headers": called("forward-headers"), "proxy-headers": called("forward-headers"),
        "load-balancing": called("balance"), "lb": called("balance"), "strategy": called("balance"),
    ]

    static let ofEndpoint: [String: ForeignKey] = [
        "timeout": called("deadline"), "description": called("summary"),
        "output": called("response"), "body": called("response"), "result": called("response"),
        "method": line, "path": line, "url": line, "route": line, "uri": line,
        "backend": called("calls"), "backends": called("calls"), "requests": called("calls"), "steps": called("calls"),
        "title": called("summary"), "name": called("summary"),
        "services": ofTheGateway, "defaults": ofTheGateway, "listen": ofTheGateway, "admin": ofTheGateway,
        "env": ofTheGateway, "rate-limit": limit, "rate-limits": limit, "rateLimit": limit,
        "auth": authentication, "authentication": authentication, "authorization": authentication,
    ]

    private static let ofTheGateway = ForeignKey(nil, "it stands in gateway.yaml")
    private static let limit = ForeignKey(nil, "remove it: rates of clients are not limited yet")
    private static let authentication = ForeignKey(
        nil, "remove it: there is no authentication yet; `forward-headers: [authorization]` of a service passes it on")

    private static let line = ForeignKey("endpoint", "method and path are one key: `endpoint: GET /profile/{id}`")

    static let ofGateway: [String: ForeignKey] = [
        "port": ForeignKey("listen", "here it is a host and a port: `listen: 127.0.0.1:8080`"),
        "host": ForeignKey("listen", "here it is a host and a port: `listen: 127.0.0.1:8080`"),
        "address": called("listen"), "upstreams": called("services"), "backends": called("services"),
        "endpoints": elsewhere, "routes": elsewhere, "paths": elsewhere,
        "timeout": ForeignKey(nil, "write `defaults: { timeout: 1s, deadline: 2s }`"),
        "deadline": ForeignKey(nil, "write `defaults: { deadline: 2s }`"),
        "environment": called("env"), "variables": called("env"), "version": ForeignKey(nil, "remove it"),
    ]

    private static let elsewhere = ForeignKey(
        nil, "endpoints stand in other files of the folder, each as `endpoint: GET /profile/{id}`")
}
