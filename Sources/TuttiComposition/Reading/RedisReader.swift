internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// Reads `redis` of gateway.yaml: a URL, or a mapping.
///
/// What is wrong is told without the text, which may hold a password.
struct RedisReader {
    let certificates: CertificateReader
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// Where Redis is; nil after a mistake.
    func plan(_ node: YAMLNode) -> RedisPlan? {
        guard case .mapping = node.content else {
            guard let url = url(node, "`redis`") else { return nil }
            return RedisPlan(
                .server(url.address), user: url.user, password: url.password.map { Secret($0) },
                database: url.database ?? 0, tls: url.isSecure ? ServiceTLSPlan() : nil)
        }
        guard let mapping = MappingReader(node, RedisKeys.table, diagnostics) else { return nil }
        let errors = diagnostics.errorCount
        let user = mapping.value(RedisKeys.user)
        let password = mapping.value(RedisKeys.password)
        let tls = mapping[RedisKeys.tls].flatMap {
            ConnectionReader(certificates: certificates, diagnostics: diagnostics).tls($0)
        }
        let timeout = mapping.valueOrDefault(RedisKeys.timeout) ?? RedisKeys.timeout.standard
        let prefix = mapping.valueOrDefault(RedisKeys.prefix) ?? RedisKeys.prefix.standard
        guard let found = place(mapping), diagnostics.errorCount == errors else { return nil }
        if !found.isSecure, tls != nil, let span = mapping.keySpan(RedisKeys.tls), found.isSchemeSaid {
            diagnostics.error(
                .invalidURL, at: span, "`tls` is for a Redis that is reached by `rediss`, and this one is not",
                help: "write `rediss://`, or remove `tls`")
            return nil
        }
        if prefix.utf8.count > 64
            || prefix.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F || $0 == 0x7B || $0 == 0x7D })
        {
            diagnostics.error(
                .invalidName, at: mapping[RedisKeys.prefix]?.span ?? mapping.span,
                "a prefix has at most 64 printable characters of ASCII, no space and no brace",
                help: "write it like `shop:`")
            return nil
        }
        return RedisPlan(
            found.place, user: user ?? found.user, password: (password ?? found.password).map { Secret($0) },
            database: found.database, tls: tls ?? (found.isSecure ? ServiceTLSPlan() : nil), timeout: timeout,
            prefix: prefix)
    }

    /// Where the servers are, and what their URLs say beside that.
    private struct Found {
        var place: RedisPlan.Place
        var user: String?
        var password: String?
        var database = 0
        var isSecure = false
        /// Whether a URL says whether TLS is spoken.
        var isSchemeSaid = false
    }

    private func place(_ mapping: MappingReader) -> Found? {
        let ways: [any DeclaredKey] = [RedisKeys.address, RedisKeys.sentinel, RedisKeys.cluster]
        let said = ways.filter { mapping.has($0) }
        guard let first = said.first else {
            diagnostics.error(
                .missingKey, at: mapping.span, "`redis` doesn't say where Redis is", help: RedisKeys.table.example)
            return nil
        }
        for other in said.dropFirst() {
            diagnostics.error(
                .unknownKey, at: mapping.keySpan(other) ?? mapping.span,
                "`redis` has one of `address`, `sentinel` and `cluster`, and has `\(first.name)` already",
                help: "remove one of them")
        }
        if let node = mapping[RedisKeys.address] {
            guard let url = url(node, "`address`") else { return nil }
            return Found(
                place: .server(url.address), user: url.user, password: url.password, database: url.database ?? 0,
                isSecure: url.isSecure, isSchemeSaid: true)
        }
        if let node = mapping[RedisKeys.cluster] {
            return nodes(node, "`cluster`", port: RedisAddress.standardPort) { .cluster($0) }
        }
        guard let node = mapping[RedisKeys.sentinel],
            let sentinel = MappingReader(node, RedisKeys.sentinelTable, diagnostics)
        else { return nil }
        let name = sentinel.value(RedisKeys.name)
        for key in [RedisKeys.name, RedisKeys.addresses] as [any DeclaredKey] where !sentinel.has(key) {
            diagnostics.error(
                .missingKey, at: sentinel.span, "`sentinel` has no `\(key.name)`", help: RedisKeys.sentinelTable.example
            )
        }
        guard let name, let node = sentinel[RedisKeys.addresses] else { return nil }
        return nodes(node, "`addresses`", port: RedisAddress.sentinelPort) { .sentinel(name: name, $0) }
    }

    private func nodes(
        _ node: YAMLNode, _ what: String, port: Int, _ place: ([RedisAddress]) -> RedisPlan.Place
    ) -> Found? {
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "\(what) must be a list of addresses, not \(node.kindInWords)",
                    help: "write it like `[10.0.0.1:\(port)]`")
            }
            return nil
        }
        let urls = elements.compactMap { url($0, "an address in \(what)", port: port, needsScheme: false) }
        guard urls.count == elements.count else { return nil }
        for (url, element) in zip(urls, elements) where url.user != nil || url.password != nil || url.database != nil {
            diagnostics.error(
                .invalidURL, at: element.span, "an address in \(what) is a host and a port alone",
                help: "`user` and `password` stand beside \(what); a cluster has one database, 0")
        }
        let secure = urls.count(where: \.isSecure)
        if secure != 0, secure != urls.count {
            diagnostics.error(
                .invalidURL, at: node.span, "TLS is spoken with all of \(what), or with none",
                help: "write `rediss://` before each")
        }
        return Found(place: place(urls.map(\.address)), isSecure: secure != 0)
    }

    private func url(
        _ node: YAMLNode, _ what: String, port: Int = RedisAddress.standardPort, needsScheme: Bool = true
    ) -> RedisURL? {
        guard let scalar = scalars.text(node, what) else { return nil }
        do throws(RedisURL.Mistake) {
            return try RedisURL(scalar.text, defaultPort: port, needsScheme: needsScheme)
        } catch {
            diagnostics.error(.invalidURL, at: node.span, "\(what) can't be used: \(error.message)", help: error.help)
            return nil
        }
    }
}
