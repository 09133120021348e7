internal import TuttiCrypto
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiSystem

/// Reads `session` of a way to authenticate, and the file of the secrets of its cookies.
///
/// No secret is repeated in a diagnostic.
struct SessionReader {
    let gateway: GatewayReader.Result
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// A path that the gateway serves itself, and where the file says so.
    struct OwnPath {
        let path: String
        let span: SourceSpan
    }

    /// The most bytes of a file of secrets.
    private static let longestFile = 1 << 16
    /// The most secrets: each is tried on no more than the cookies that name it.
    private static let mostSecrets = 16

    /// The way, and its paths; nil after a mistake.
    ///
    /// `files` gets the file that was read, as it looked just before.
    func way(_ node: YAMLNode, files: inout [String: FileStamp]) -> (way: SessionWay, paths: [OwnPath])? {
        guard let mapping = MappingReader(node, SessionKeys.table, diagnostics) else { return nil }
        let issuer = issuer(mapping)
        let clientID = required(
            SessionKeys.clientID, mapping, "`session` doesn't say what the gateway is called at the issuer")
        let clientSecret = required(
            SessionKeys.clientSecret, mapping, "`session` has no secret of the gateway at the issuer")
        let origin = origin(mapping)
        let secrets = secrets(mapping, &files)
        let algorithms = algorithms(mapping)
        let scopes = scopes(mapping)
        let paths = paths(mapping)
        let times = times(mapping)
        let cookie = cookie(mapping)
        guard let issuer, let clientID, let clientSecret, let origin, let secrets, let algorithms, let scopes,
            let paths,
            let times, let cookie, let authentication = mapping.valueOrDefault(SessionKeys.authentication)
        else { return nil }
        let client = OAuthClient(id: clientID, secret: Secret(clientSecret), authentication: authentication)
        var settings = SessionSettings(client: client, scopes: scopes, origin: origin, secrets: secrets)
        settings.paths = paths.paths
        settings.cookie = cookie
        (settings.lifetime, settings.idle) = times
        let rules = TokenRules(issuer: issuer.name, audiences: [clientID], algorithms: algorithms)
        let tokens = TokenWay(settings: TokenSettings(rules: rules, places: []), keys: .discovered(issuer.description))
        return (SessionWay(settings: settings, tokens: tokens, description: issuer.description), paths.own)
    }

    private func required(_ key: Key<String, Void>, _ mapping: MappingReader, _ message: String) -> String? {
        guard let node = mapping[key] else {
            if !mapping.has(key) {
                diagnostics.error(.missingKey, at: mapping.span, message, help: "`\(key.name)` says it")
            }
            return nil
        }
        guard let text = scalars.text(node, "`\(key.name)`")?.text else { return nil }
        guard !text.isEmpty else {
            diagnostics.error(.wrongType, at: node.span, "`\(key.name)` is empty", help: "`\(key.name)` must be given")
            return nil
        }
        return text
    }

    private func issuer(_ mapping: MappingReader) -> (name: String, description: IssuerAddress)? {
        guard let text = required(SessionKeys.issuer, mapping, "`session` names no issuer at which browsers log in")
        else {
            return nil
        }
        guard let address = IssuerAddress.discovery(of: text) else {
            diagnostics.error(
                .invalidURL, at: mapping[SessionKeys.issuer]?.span ?? mapping.span,
                "`\(text)` is no address at which an issuer describes itself",
                help:
                    "it begins with `https://`; with `http://` it is of this machine, since whoever is between could log in as anybody"
            )
            return nil
        }
        return (text, address)
    }

    private func origin(_ mapping: MappingReader) -> String? {
        guard let text = required(SessionKeys.origin, mapping, "`session` doesn't say where browsers find the gateway")
        else {
            return nil
        }
        let span = mapping[SessionKeys.origin]?.span ?? mapping.span
        do throws(CORSOrigin.Mistake) {
            let origin = try CORSOrigin(text).text
            // Browsers keep cookies with `Secure` for these two of a page without TLS as well.
            let isLocal = ["http://localhost", "http://127.0.0.1"].contains {
                origin == $0 || origin.hasPrefix($0 + ":")
            }
            guard origin.hasPrefix("https://") || isLocal else {
                diagnostics.error(
                    .invalidURL, at: span,
                    "`\(text)` has no TLS, and browsers keep no cookie for it that begins with `__Host-`",
                    help: "write the address that browsers see: `https://shop.example.com`")
                return nil
            }
            return origin
        } catch {
            diagnostics.error(.invalidURL, at: span, "no browser has the origin `\(text)`", help: error.message)
            return nil
        }
    }

    private func cookie(_ mapping: MappingReader) -> String? {
        guard let node = mapping[SessionKeys.cookie] else {
            return mapping.has(SessionKeys.cookie) ? nil : "__Host-session"
        }
        guard let name = scalars.text(node, "`cookie`")?.text else { return nil }
        let prefix = "__Host-"
        guard name.hasPrefix(prefix), name.utf8.count > prefix.utf8.count, name.utf8.count <= 64,
            name.utf8.allSatisfy({ Identifier.continues($0) || $0 == 0x2D || $0 == 0x2E })
        else {
            diagnostics.error(
                .invalidName, at: node.span, "`\(name)` can't be the name of a session's cookie",
                help: "it begins with `__Host-`, so that no other host can set it: `__Host-shop`")
            return nil
        }
        return name
    }

    private func scopes(_ mapping: MappingReader) -> [String]? {
        guard let texts = texts(SessionKeys.scopes, mapping, "a scope") else { return nil }
        for text in texts where text.text.isEmpty || text.text.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) {
            diagnostics.error(
                .wrongType, at: text.span, "`\(text.text)` is no scope",
                help: "a scope is a word; name several as a list")
            return nil
        }
        let others = texts.map(\.text).filter { $0 != "openid" }
        return ["openid"] + others
    }

    private func algorithms(_ mapping: MappingReader) -> [SignatureAlgorithm]? {
        guard mapping.has(SessionKeys.algorithms) else { return JWTKeys.standardAlgorithms }
        guard let texts = texts(SessionKeys.algorithms, mapping, "an algorithm") else { return nil }
        var algorithms: [SignatureAlgorithm] = []
        for text in texts {
            guard let algorithm = SignatureAlgorithm(named: text.text), !algorithm.isSymmetric else {
                diagnostics.error(
                    .wrongType, at: text.span, "`\(text.text)` is no algorithm of public keys",
                    help: "one of " + JWTKeys.names.filter { !$0.hasPrefix("HS") }.joined(separator: ", "))
                return nil
            }
            algorithms.append(algorithm)
        }
        return algorithms
    }

    /// The texts of a list; none where the key isn't given, nil after a mistake.
    private func texts(_ key: any DeclaredKey, _ mapping: MappingReader, _ what: String) -> [YAMLScalar]? {
        guard let node = mapping[key] else { return mapping.has(key) ? nil : [] }
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`\(key.name)` must be a list with at least one entry",
                    help: "write it like `[a, b]`")
            }
            return nil
        }
        let texts = elements.compactMap { scalars.text($0, what) }
        return texts.count == elements.count ? texts : nil
    }

    private func times(_ mapping: MappingReader) -> (lifetime: Int, idle: Int)? {
        guard let lifetime = mapping.valueOrDefault(SessionKeys.lifetime),
            let idle = mapping.valueOrDefault(SessionKeys.idle)
        else { return nil }
        return (Self.seconds(lifetime), min(Self.seconds(idle), Self.seconds(lifetime)))
    }

    private static func seconds(_ span: TimeSpan) -> Int { max(Int(span.nanoseconds / 1_000_000_000), 1) }
}

extension SessionReader {
    /// The paths; nil after a mistake.
    private func paths(_ mapping: MappingReader) -> (paths: SessionSettings.Paths, own: [OwnPath])? {
        var paths = SessionSettings.Paths()
        var own: [OwnPath] = []
        let keys: [(Key<String, String>, WritableKeyPath<SessionSettings.Paths, String>, Bool)] = [
            (SessionKeys.loginPath, \.logIn, true), (SessionKeys.redirectPath, \.callback, true),
            (SessionKeys.logoutPath, \.logOut, true), (SessionKeys.afterLogout, \.afterLogOut, false),
        ]
        for (key, place, isOwn) in keys {
            guard let path = mapping.valueOrDefault(key) else { return nil }
            let span = mapping[key]?.span ?? mapping.span
            guard Self.isPath(path, isOwn: isOwn) else {
                diagnostics.error(
                    .wrongType, at: span, "`\(path)` can't be the path of `\(key.name)`",
                    help: "it begins with `/`, and has letters, digits, `-`, `_`, `.` and `/`: `\(key.standard)`")
                return nil
            }
            if let same = own.first(where: { $0.path == path }), isOwn {
                diagnostics.error(
                    .wrongType, at: span, "`\(path)` is another path of this way already",
                    help: "give it a path of its own",
                    related: [("the other one", same.span)])
                return nil
            }
            paths[keyPath: place] = path
            if isOwn { own.append(OwnPath(path: path, span: span)) }
        }
        return (paths, own)
    }

    private static func isPath(_ path: String, isOwn: Bool) -> Bool {
        guard path.utf8.first == 0x2F, path.utf8.allSatisfy({ Identifier.continues($0) || (0x2D...0x2F).contains($0) })
        else { return false }
        let segments = path.utf8.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false)
        // Of another page than the gateway's own, the last segment may be empty.
        let named = isOwn || segments.last?.isEmpty == false ? segments[...] : segments.dropLast()
        return named.allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
    }

    /// The secrets; nil after a mistake.
    private func secrets(_ mapping: MappingReader, _ files: inout [String: FileStamp]) -> [[UInt8]]? {
        guard let node = mapping[SessionKeys.keys] else {
            if !mapping.has(SessionKeys.keys) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "`session` has no secrets by which cookies are encrypted",
                    help: "make one by `openssl rand -base64 32`, and name it: `keys: [\"${SESSION_KEY}\"]`")
            }
            return nil
        }
        if case .sequence = node.content {
            return texts(SessionKeys.keys, mapping, "a secret").flatMap { secrets($0.map(\.text), of: node) }
        }
        guard let path = scalars.text(node, "`keys`") else { return nil }
        let place = gateway.place(of: path)
        files[place] = FileStamp(of: place)
        guard !path.text.isEmpty, !path.text.utf8.contains(0),
            let bytes = PlainFile.read(place, limit: Self.longestFile)
        else {
            let message = "the file `\(path.text)` is not there, or can't be read"
            let help = "a path is taken from the folder of gateway.yaml, unless it begins with `/`"
            guard gateway.isForServing else {
                diagnostics.warning(.keysMissing, at: path.span, message, help: "`tutti serve` needs it; \(help)")
                return []
            }
            diagnostics.error(.keysMissing, at: path.span, message, help: help)
            return nil
        }
        let lines = String(decoding: bytes, as: UTF8.self).split { $0.isNewline }.map { line in
            String(line.filter { $0 != " " && $0 != "\t" })
        }
        return secrets(lines.filter { !$0.isEmpty && !$0.hasPrefix("#") }, of: node)
    }

    private func secrets(_ texts: [String], of node: YAMLNode) -> [[UInt8]]? {
        let secrets = texts.compactMap(Self.secret)
        guard secrets.count == texts.count, (1...Self.mostSecrets).contains(secrets.count) else {
            diagnostics.error(
                .invalidKey, at: node.span,
                secrets.count < texts.count
                    ? "a secret of `session` is none: each has at least \(CookieSeal.shortestSecret) bytes, in base64"
                    : "`session` has 1 to \(Self.mostSecrets) secrets", help: "`openssl rand -base64 32` makes one")
            return nil
        }
        return secrets
    }

    /// A secret in either alphabet of base64, padded or not.
    private static func secret(_ text: String) -> [UInt8]? {
        var characters = text.utf8.map {
            $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0
        }
        while characters.last == UInt8(ascii: "=") { characters.removeLast() }
        guard let bytes = Base64URL.bytes(characters.span), bytes.count >= CookieSeal.shortestSecret else { return nil }
        return bytes
    }
}
