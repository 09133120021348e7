internal import TuttiExpressions
internal import TuttiPlan

/// `redis://[user[:password]@]host[:port][/db]`, the same with `rediss`, and `redis+unix:///path[?db=N]`, taken apart.
struct RedisURL {
    /// What is wrong with one, in words that hold nothing of it: it may have a password.
    struct Mistake: Error {
        let message: String
        let help: String
    }

    var address: RedisAddress
    var isSecure = false
    var user: String?
    var password: String?
    var database: Int?

    /// Takes a URL apart; `defaultPort` is the port of a host without one.
    ///
    /// Without a scheme, where `needsScheme` is false, it is a host and a port.
    init(_ text: String, defaultPort: Int = RedisAddress.standardPort, needsScheme: Bool = true) throws(Mistake) {
        let example = "write it like `redis://127.0.0.1:6379`"
        guard let separator = text.firstRange(of: "://") else {
            guard !needsScheme else {
                throw Mistake(message: "it has no scheme: `redis`, `rediss` for TLS, or `redis+unix`", help: example)
            }
            address = try Self.host(text[...], defaultPort)
            return
        }
        let rest = text[separator.upperBound...]
        switch text[..<separator.lowerBound].lowercased() {
        case "redis+unix":
            let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let path = String(parts.first ?? "")
            guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.utf8.contains(0),
                path.utf8.count <= ListenAddress.longestPath
            else {
                throw Mistake(
                    message: "it has no path of a socket, of \(ListenAddress.longestPath) bytes at most",
                    help: "write it like `redis+unix:///run/redis/redis.sock`")
            }
            address = .socket(path: path)
            guard parts.count == 2 else { return }
            guard parts[1].hasPrefix("db="), let number = Self.database(parts[1].dropFirst(3)) else {
                throw Mistake(message: "behind the path there can only be a database", help: "write it like `?db=2`")
            }
            database = number
            return
        case "redis": break
        case "rediss": isSecure = true
        default: throw Mistake(message: "its scheme is none of `redis`, `rediss` and `redis+unix`", help: example)
        }
        guard !rest.contains("?"), !rest.contains("#") else {
            throw Mistake(message: "it has more than a host, a port and a database", help: example)
        }
        var hostPart = rest
        if let slash = rest.lastIndex(of: "/") {
            // A password may have any character but these.
            hostPart = rest[..<slash]
            let number = rest[rest.index(after: slash)...]
            guard number.isEmpty || Self.database(number) != nil else {
                throw Mistake(
                    message: "behind the host there can only be the number of a database, 0 to 65535",
                    help: "write it like `redis://127.0.0.1:6379/2`; `@`, `/` and `:` in a password are percent-encoded"
                )
            }
            database = Self.database(number)
        }
        if let at = hostPart.lastIndex(of: "@") {
            let parts = hostPart[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { PercentEncoding.decoded(String($0)) }
            guard let name = decoded[0], decoded.count == 1 || decoded[1] != nil else {
                throw Mistake(
                    message: "its user and password can't be read",
                    help:
                        "write them like `redis://user:${REDIS_PASSWORD}@127.0.0.1:6379`, other characters than letters and digits percent-encoded"
                )
            }
            // `redis://:password@host` has been written since before there were users.
            if !name.isEmpty { user = name }
            if decoded.count == 2 { password = decoded[1] }
            hostPart = hostPart[hostPart.index(after: at)...]
        }
        address = try Self.host(hostPart, defaultPort)
    }

    private static func host(_ text: Substring, _ defaultPort: Int) throws(Mistake) -> RedisAddress {
        guard let parts = HostAndPort(text), !parts.host.isEmpty else {
            throw Mistake(message: "it has no host, and perhaps a port", help: "write it like `redis://127.0.0.1:6379`")
        }
        guard let digits = parts.port else { return .host(String(parts.host), port: defaultPort) }
        guard let port = Int(digits), (1...65_535).contains(port) else {
            throw Mistake(message: "its port is not 1 to 65535", help: "write it like `redis://127.0.0.1:6379`")
        }
        return .host(String(parts.host), port: port)
    }

    private static func database(_ digits: Substring) -> Int? {
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(digits), number <= 65_535
        else { return nil }
        return number
    }
}
