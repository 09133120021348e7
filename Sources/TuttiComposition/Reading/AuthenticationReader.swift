internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// Reads `auth` and `rules` of gateway.yaml: the ways by which clients show who they are, and what endpoints share of `allow`.
struct AuthenticationReader {
    /// What is known of gateway.yaml so far.
    let gateway: GatewayReader.Result
    /// The files of the folder, of which one may have keys.
    let sources: [SourceFile]
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// What `auth` and `rules` say.
    struct Result {
        /// The ways that could be read.
        var ways: [AuthenticationWay] = []
        /// Their indices by name; nil for one with a mistake.
        var indices: [String: Int?] = [:]
        /// The names in the order of the file, with their places.
        var names: [YAMLScalar] = []
        /// The rules by name.
        var rules: [String: YAMLNode] = [:]
        /// The paths that the gateway serves itself.
        var ownPaths: [SessionReader.OwnPath] = []
        /// The names of the files of the folder that have keys: they are no compositions.
        var keyFiles: Set<String> = []
        /// The files that were read, as they looked just before.
        var files: [String: FileStamp] = [:]

        /// Whether there is a way, so that each endpoint and each route has to say who may ask.
        var isDeclared: Bool { !names.isEmpty }
    }

    /// The ways.
    func ways(_ node: YAMLNode, into result: inout Result) {
        guard case .mapping(let members) = node.content else {
            return reportNoMapping(
                node, "`auth`", "each way under its name: `auth: { partners: { api-keys: { keys: partners.yaml } } }`")
        }
        // Whoever leaves the name out is told so once, and not of each key.
        if let key = members.first(where: { AuthenticationKeys.table.contains($0.key.text) })?.key {
            result.names = [key]
            result.indices = [key.text: nil]
            return diagnostics.error(
                .invalidName, at: key.span, "`\(key.text)` can't be the name of a way: a way has a key of this name",
                help: "ways have names: `auth: { partners: { \(key.text): … } }`")
        }
        for member in members {
            let name = member.key
            result.names.append(name)
            check(name)
            let method = method(member.value, name: name.text, &result)
            if let method {
                result.indices[name.text] = result.ways.count
                result.ways.append(AuthenticationWay(name: name.text, method: method, position: name.span.position))
            } else {
                result.indices[name.text] = .some(nil)
            }
        }
    }

    /// The rules.
    func rules(_ node: YAMLNode, into result: inout Result) {
        guard case .mapping(let members) = node.content else {
            return reportNoMapping(
                node, "`rules`", "each rule under its name: `rules: { is-owner: claims.sub == path.id }`")
        }
        for member in members {
            let name = member.key.text
            if ScopeName(rawValue: name) != nil {
                diagnostics.error(
                    .reservedName, at: member.key.span, "`\(name)` can't be the name of a rule: expressions read it",
                    help: "give it another name, `is-owner`")
            } else if !Self.isName(name) {
                reportName(member.key, "a rule")
            }
            result.rules[name] = member.value
        }
    }

    private func reportNoMapping(_ node: YAMLNode, _ what: String, _ help: String) {
        guard !node.isBroken else { return }
        diagnostics.error(.wrongType, at: node.span, "\(what) must be a mapping, not \(node.kindInWords)", help: help)
    }

    private func check(_ name: YAMLScalar) {
        if name.text == AuthenticationKeys.none || name.text == AuthenticationKeys.optional {
            diagnostics.error(
                .reservedName, at: name.span,
                "`\(name.text)` can't be the name of a way: it means something else in `auth` of an endpoint",
                help: "give it another name")
        } else if !Self.isName(name.text) {
            reportName(name, "a way")
        }
    }

    private func reportName(_ name: YAMLScalar, _ what: String) {
        diagnostics.error(
            .invalidName, at: name.span, "`\(name.text)` can't be the name of \(what)",
            help: "letters, digits, `-`, `_` and `.`")
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { Identifier.continues($0) || $0 == 0x2D || $0 == 0x2E }
    }

    /// How clients show who they are; nil after a mistake.
    private func method(_ node: YAMLNode, name: String, _ result: inout Result) -> AuthenticationWay.Method? {
        guard let mapping = MappingReader(node, AuthenticationKeys.table, diagnostics) else { return nil }
        let given = AuthenticationKeys.ways.filter { mapping[$0] != nil }
        guard let first = given.first, let node = mapping[first] else {
            if !AuthenticationKeys.ways.contains(where: mapping.has), mapping.unknown.isEmpty {
                diagnostics.error(
                    .missingKey, at: mapping.span, "this way doesn't say how clients show who they are",
                    help: "give one of " + AuthenticationKeys.ways.map { "`\($0.name)`" }.joined(separator: ", "))
            }
            return nil
        }
        if let second = given.dropFirst().first, let span = mapping.keySpan(second) {
            diagnostics.error(
                .severalActions, at: span, "a way has `\(first.name)` or `\(second.name)`, not both",
                help: "make two ways of them; an endpoint takes several: `auth: [a, b]`")
        }
        switch first.name {
        case AuthenticationKeys.apiKeys.name: return apiKeys(node, name: name, &result)
        case AuthenticationKeys.jwt.name:
            return JWTReader(gateway: gateway, diagnostics: diagnostics).way(node, files: &result.files).map {
                .jwt($0)
            }
        case AuthenticationKeys.introspection.name:
            return IntrospectionReader(diagnostics: diagnostics).way(node).map { .introspection($0) }
        case AuthenticationKeys.session.name:
            let reader = SessionReader(gateway: gateway, diagnostics: diagnostics)
            guard let (way, paths) = reader.way(node, files: &result.files) else { return nil }
            for path in paths {
                if let other = result.ownPaths.first(where: { $0.path == path.path }) {
                    diagnostics.error(
                        .wrongType, at: path.span, "`\(path.path)` is a path of another way already",
                        help: "give each way paths of its own", related: [("the other one", other.span)])
                }
            }
            let names = Set(way.settings.cookieNames)
            for other in result.ways {
                guard case .session(let session) = other.method,
                    !names.isDisjoint(with: session.settings.cookieNames)
                else { continue }
                diagnostics.error(
                    .wrongType, at: node.span,
                    "two ways have the cookie `\(way.settings.cookie)`, and each would delete the other's",
                    help: "give one of them another: `cookie: __Host-desk`")
            }
            result.ownPaths += paths
            return .session(way)
        case AuthenticationKeys.basic.name:
            let files = KeyFileReader(gateway: gateway, sources: sources, diagnostics: diagnostics)
            return BasicReader(files: files, diagnostics: diagnostics).way(node, name: name) {
                noted($0, &result)
            }.map { .basic($0) }
        default: return clientCertificate(node, name: name)
        }
    }

    private func clientCertificate(_ node: YAMLNode, name: String) -> AuthenticationWay.Method? {
        guard let isOn = scalars.bool(node, "`client-certificate`") else { return nil }
        guard isOn else {
            diagnostics.error(
                .wrongType, at: node.span, "`client-certificate` is `true`, or not there", help: "remove the way")
            return nil
        }
        guard gateway.asksForCertificates else {
            diagnostics.error(
                .missingKey, at: node.span, "no listener asks clients for certificates",
                help: "give one `tls: { certificates: …, clients: { ca: tls/clients.pem } }`")
            return nil
        }
        return .clientCertificate(ClientCertificates(name: name))
    }

    private func apiKeys(_ node: YAMLNode, name: String, _ result: inout Result) -> AuthenticationWay.Method? {
        guard let mapping = MappingReader(node, APIKeysKeys.table, diagnostics) else { return nil }
        var places: [CredentialPlace] = []
        if let node = mapping[APIKeysKeys.header], let text = scalars.text(node, "`header`") {
            guard let header = HeaderNameReader(diagnostics: diagnostics).name(text) else { return nil }
            places.append(.header(header))
        }
        if let query = mapping.value(APIKeysKeys.query) { places.append(.query(query)) }
        if let cookie = mapping.value(APIKeysKeys.cookie) { places.append(.cookie(cookie)) }
        if places.isEmpty, let standard = HTTPField.Name("x-api-key") { places = [.header(standard)] }
        guard let keys = mapping[APIKeysKeys.keys] else {
            if !mapping.has(APIKeysKeys.keys) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "`api-keys` names no file of keys",
                    help: "name one: `keys: partners.yaml`; `tutti keys new` makes entries for it")
            }
            return nil
        }
        guard let path = scalars.text(keys, "`keys`") else { return nil }
        let reader = KeyFileReader(gateway: gateway, sources: sources, diagnostics: diagnostics)
        guard let content = reader.content(path, at: noted(path, &result)) else { return nil }
        return .apiKeys(APIKeys(name: name, places: places, consumers: content.consumers, keys: content.keys))
    }

    /// Where a file with credentials is; it is no composition, and a reload looks at it.
    private func noted(_ path: YAMLScalar, _ result: inout Result) -> String {
        let place = gateway.place(of: path)
        result.keyFiles.insert(GatewayReader.Result.name(of: path))
        result.files[place] = FileStamp(of: place)
        return place
    }
}
