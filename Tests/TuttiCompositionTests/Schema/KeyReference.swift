import Foundation

@testable import TuttiComposition

/// Where the keys of one kind of mapping are described in the documentation.
struct KeyReference {
    let table: KeyTable
    /// The rows of the tables that describe it.
    let rows: [Row]

    /// One row: the keys that it names, what they mean, and their default where the table has a column for it.
    struct Row {
        let keys: [String]
        let meaning: String
        let standard: String?
    }

    /// The tables below these headings of a page whose first column is headed by one of `columns`.
    init(_ table: KeyTable, in page: String, below headings: String..., columns: Set<String> = ["key"]) {
        self.table = table
        rows = headings.flatMap { Self.rows(page, below: $0, columns: columns) }
    }

    /// The lines of the example below a heading, `timeout: 1s   # of a service that names none`: those that aren't indented, or
    /// those under one of them.
    init(_ table: KeyTable, inExampleOf page: String, below heading: String, under parent: String? = nil) {
        self.table = table
        var lines = Self.lines(page, below: heading).drop { $0 != "```yaml" }.dropFirst().prefix { $0 != "```" }
        if let parent { lines = lines.drop { $0 != "\(parent):" }.dropFirst().prefix { $0.hasPrefix(" ") } }
        rows = lines.compactMap { line in
            let text = line.drop { $0 == " " }
            guard line.count - text.count == (parent == nil ? 0 : 2), let colon = text.firstIndex(of: ":") else {
                return nil
            }
            let value = text[colon...].dropFirst().prefix { $0 != "#" }
            // A comment names further keys, whose values would be long.
            let further = text.split(separator: "`").map(String.init).filter(table.contains)
            return Row(
                keys: [String(text[..<colon])] + further, meaning: String(text),
                standard: value.trimmingCharacters(in: .whitespaces))
        }
    }

    /// The row that describes a key, at best one that describes no other.
    func row(of key: String) -> Row? {
        rows.first { $0.keys == [key] } ?? rows.first { $0.keys.first == key } ?? rows.first { $0.keys.contains(key) }
    }

    private static func lines(_ page: String, below heading: String) -> [String] {
        let url = Examples.root.appendingPathComponent(page)
        let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        let lines = text.components(separatedBy: "\n").drop { $0 != "## \(heading)" && $0 != "### \(heading)" }
        return Array(lines.dropFirst().prefix { !$0.hasPrefix("##") })
    }

    private static func rows(_ page: String, below heading: String, columns: Set<String>) -> [Row] {
        var rows: [Row] = []
        var isKeyTable = false
        for line in lines(page, below: heading) {
            guard line.hasPrefix("|") else {
                isKeyTable = false
                continue
            }
            let cells = line.dropFirst().dropLast().replacing("|---", with: " | -").components(separatedBy: " | ").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard let first = cells.first, cells.count > 1 else { continue }
            guard isKeyTable else {
                isKeyTable = columns.contains(first)
                continue
            }
            if first.hasPrefix("-") { continue }
            let names = first.split(separator: " ").map { $0.filter { $0 != "`" } }
            rows.append(Row(keys: names, meaning: cells[1], standard: cells.count > 2 ? cells[2] : nil))
        }
        return rows
    }
}

extension KeyReference {
    /// Every kind of mapping, and where it is described; a new table of keys comes here.
    static let all: [KeyReference] = [
        KeyReference(
            GraphQLKeys.table, in: language, below: "Bodies that are not JSON", columns: ["key of `graphql`"]),
        KeyReference(MismatchKeys.table, in: language, below: "What responses must be", columns: ["key of `expects`"]),
        KeyReference(XMLKeys.outer, in: language, below: "Bodies that are not JSON", columns: ["key of `into`"]),
        KeyReference(XMLKeys.table, in: language, below: "Bodies that are not JSON", columns: ["key of `xml`"]),
        KeyReference(GatewayKeys.table, inExampleOf: language, below: "gateway.yaml"),
        KeyReference(DefaultsKeys.table, inExampleOf: language, below: "gateway.yaml", under: "defaults"),
        KeyReference(ListenerKeys.table, in: language, below: "Listeners", columns: ["key of a listener"]),
        KeyReference(TLSKeys.table, in: language, below: "Listeners", columns: ["key of `tls`"]),
        KeyReference(CertificateKeys.table, in: language, below: "Listeners", columns: ["key of a certificate"]),
        KeyReference(ClientCertificateKeys.table, in: language, below: "Listeners", columns: ["key of `clients`"]),
        KeyReference(BoundsKeys.table, in: language, below: "Bounds", columns: ["key of `bounds`"]),
        KeyReference(
            TrustedProxiesKeys.table, in: language, below: "Who the client is", columns: ["key of `trusted-proxies`"]),
        KeyReference(AuthenticationKeys.table, in: language, below: "Who may ask", columns: ["key of a way"]),
        KeyReference(APIKeysKeys.table, in: language, below: "Who may ask", columns: ["key of `api-keys`"]),
        KeyReference(JWTKeys.table, in: language, below: "Who may ask", columns: ["key of `jwt`"]),
        KeyReference(IntrospectionKeys.table, in: language, below: "Who may ask", columns: ["key of `introspection`"]),
        KeyReference(UnavailableKeys.table, in: language, below: "Who may ask", columns: ["key of `unavailable`"]),
        KeyReference(SessionKeys.table, in: language, below: "Sessions of browsers", columns: ["key of `session`"]),
        KeyReference(BasicKeys.table, in: language, below: "Who may ask", columns: ["key of `basic`"]),
        KeyReference(UserFileKeys.table, in: language, below: "Who may ask", columns: ["key of a file with users"]),
        KeyReference(UserFileKeys.user, in: language, below: "Who may ask", columns: ["key of a user"]),
        KeyReference(KeyFileKeys.table, in: language, below: "Who may ask", columns: ["key of a file with keys"]),
        KeyReference(KeyFileKeys.consumer, in: language, below: "Who may ask", columns: ["key of a consumer"]),
        KeyReference(KeyFileKeys.key, in: language, below: "Who may ask", columns: ["key of a key"]),
        KeyReference(LimitKeys.table, in: language, below: "How often clients may ask", columns: ["key of a limit"]),
        KeyReference(LoadKeys.table, in: language, below: "When there is too much to do", columns: ["key of `load`"]),
        KeyReference(RedisKeys.table, in: language, below: "Redis", columns: ["key of `redis`"]),
        KeyReference(RedisKeys.sentinelTable, in: language, below: "Redis", columns: ["key of `sentinel`"]),
        KeyReference(CORSKeys.table, in: language, below: "Pages of other origins", columns: ["key of a policy"]),
        KeyReference(ServiceKeys.table, in: language, below: "gateway.yaml", columns: ["key of a service"]),
        KeyReference(
            CredentialsKeys.table, in: language, below: "Tokens for services", columns: ["key of `credentials`"]),
        KeyReference(
            TokenGrantKeys.table, in: language, below: "Tokens for services", columns: ["key of `client-credentials`"]),
        KeyReference(ServiceTLSKeys.table, in: services, below: "TLS with services", columns: ["key of `tls`"]),
        KeyReference(DiscoverKeys.table, in: services, below: "Where instances are", columns: ["key of `discover`"]),
        KeyReference(ConnectionsKeys.table, in: services, below: "Connections", columns: ["key of `connections`"]),
        KeyReference(ConcurrencyKeys.table, in: language, below: "gateway.yaml", columns: ["key of `concurrency`"]),
        KeyReference(InstanceKeys.table, in: language, below: "gateway.yaml", columns: ["key of an instance"]),
        KeyReference(BreakerKeys.table, in: language, below: "When a breaker opens"),
        KeyReference(HealthKeys.table, in: language, below: "Health and outliers", columns: ["key of `health`"]),
        KeyReference(OutlierKeys.table, in: language, below: "Health and outliers", columns: ["key of `outliers`"]),
        KeyReference(EndpointKeys.table, in: language, below: "Endpoints"),
        KeyReference(CallKeys.table, in: language, below: "Calls", "A call for each value"),
        KeyReference(
            RefusalKeys.table, in: language, below: "What a service says when it refuses",
            columns: ["key of `refusals`"]),
        KeyReference(WhenKeys.table, in: language, below: "Calls that are skipped", columns: ["key of `when`"]),
        KeyReference(PagesKeys.table, in: language, below: "Pages", columns: ["key of `pages`"]),
        KeyReference(UndoKeys.table, in: language, below: "Undo", columns: ["key of `undo`"]),
        KeyReference(
            RepeatKeys.table, in: language, below: "Repeated requests",
            columns: ["key of `idempotency` of an endpoint"]),
        KeyReference(RetryKeys.serviceTable, in: language, below: "Retries, hedges and cached responses"),
        KeyReference(RetryKeys.callTable, in: language, below: "Retries, hedges and cached responses"),
        KeyReference(
            CacheKeys.routeTable, in: language, below: "Retries, hedges and cached responses",
            columns: ["key of `cache`"]),
        KeyReference(FollowKeys.table, in: language, below: "Redirects"),
        KeyReference(RouteKeys.table, in: language, below: "Routes", "Files"),
        KeyReference(MirrorKeys.table, in: language, below: "Routes", columns: ["key of `mirror`"]),
        KeyReference(
            RedirectKeys.table, in: language, below: "Redirects and fixed responses", columns: ["key of `redirect`"]),
        KeyReference(
            RespondKeys.table, in: language, below: "Redirects and fixed responses", columns: ["key of `respond`"]),
        KeyReference(TestKeys.table, in: testing, below: "The keys", columns: ["key of a test"]),
        KeyReference(
            StepKeys.table, in: testing, below: "Several requests, one after the other", columns: ["key of a step"]),
        KeyReference(
            ServiceResponseKeys.table, in: testing, below: "What services answer", columns: ["key of a response"]),
        KeyReference(ExpectationKeys.table, in: testing, below: "What is expected", columns: ["key of `expect`"]),
        KeyReference(
            ExpectedRequestsKeys.table, in: testing, below: "What is expected",
            columns: ["key of a call under `calls`"]),
    ]

    private static let language = "docs/language.md"
    private static let testing = "docs/testing.md"
    private static let services = "docs/services.md"
}
