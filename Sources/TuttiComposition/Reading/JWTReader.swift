internal import TuttiCrypto
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiSystem

/// Reads `jwt` of a way to authenticate, and the file of the issuer's keys.
///
/// What stands in the file is never repeated in a diagnostic.
struct JWTReader {
    let gateway: GatewayReader.Result
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// The way; nil after a mistake.
    ///
    /// `files` gets the file that was read, as it looked just before.
    func way(_ node: YAMLNode, files: inout [String: FileStamp]) -> TokenWay? {
        guard let mapping = MappingReader(node, JWTKeys.table, diagnostics) else { return nil }
        let issuer = issuer(mapping)
        let audiences = audiences(mapping)
        let algorithms = algorithms(mapping)
        let bearer = BearerReader(diagnostics: diagnostics)
        let leeway = bearer.leeway(mapping)
        let places = bearer.places(mapping)
        let metadata = bearer.metadata(mapping)
        let origins = BearerReader(diagnostics: diagnostics).origins(mapping)
        let keys = keys(mapping, issuer: issuer, algorithms, &files)
        guard let issuer, let audiences, let algorithms, let leeway, let places, let metadata, let origins, let keys
        else { return nil }
        let rules = TokenRules(
            issuer: issuer, audiences: audiences.isEmpty ? nil : audiences, algorithms: algorithms, leeway: leeway,
            type: mapping.value(JWTKeys.type).map(JSONWebSignature.mediaType))
        return TokenWay(
            settings: TokenSettings(
                rules: rules, places: places, resourceMetadata: metadata.isEmpty ? nil : metadata, origins: origins),
            keys: keys)
    }

    private func issuer(_ mapping: MappingReader) -> String? {
        guard let text = mapping.value(JWTKeys.issuer) else {
            reportMissing(JWTKeys.issuer, mapping, "`jwt` names no issuer", "`issuer` is what tokens have in `iss`")
            return nil
        }
        guard !text.isEmpty else {
            diagnostics.error(
                .wrongType, at: mapping[JWTKeys.issuer]?.span ?? mapping.span, "an issuer has a name",
                help: "`issuer` is what tokens have in `iss`")
            return nil
        }
        return text
    }

    /// The audiences; none for any, nil after a mistake.
    private func audiences(_ mapping: MappingReader) -> [String]? {
        guard let node = mapping[JWTKeys.audience] else {
            reportMissing(
                JWTKeys.audience, mapping, "`jwt` doesn't say for whom the tokens are",
                "an issuer signs tokens for others, too: `audience: shop`; where that doesn't matter, `audience: any`")
            return nil
        }
        let help = "name one, or write `audience: any`"
        guard let texts = BearerReader(diagnostics: diagnostics).audiences(node, help: help) else { return nil }
        if case .sequence = node.content { return texts }
        return texts == [JWTKeys.anyAudience] ? [] : texts
    }

    private func algorithms(_ mapping: MappingReader) -> [SignatureAlgorithm]? {
        guard let node = mapping[JWTKeys.algorithms] else {
            return mapping.has(JWTKeys.algorithms) ? nil : JWTKeys.standardAlgorithms
        }
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`algorithms` must be a list with at least one name",
                    help: "write it like `[RS256, ES256]`")
            }
            return nil
        }
        var algorithms: [SignatureAlgorithm] = []
        for element in elements {
            guard let name = scalars.text(element, "an algorithm") else { return nil }
            guard let algorithm = SignatureAlgorithm(named: name.text) else {
                diagnostics.error(
                    .wrongType, at: name.span, "`\(name.text)` is no algorithm that tokens are signed with",
                    help: "one of " + JWTKeys.names.joined(separator: ", "))
                return nil
            }
            algorithms.append(algorithm)
        }
        guard Set(algorithms.map(\.isSymmetric)).count == 1 else {
            diagnostics.error(
                .wrongType, at: node.span, "algorithms of secrets and of public keys are in one list",
                help: "make two ways of them: with the public key for a secret, anybody could sign")
            return nil
        }
        return algorithms
    }

    private func keys(
        _ mapping: MappingReader, issuer: String?, _ algorithms: [SignatureAlgorithm]?,
        _ files: inout [String: FileStamp]
    ) -> TokenWay.Keys? {
        guard let node = mapping[JWTKeys.keys] else {
            guard !mapping.has(JWTKeys.keys), let issuer, !issuer.isEmpty else { return nil }
            guard let address = IssuerAddress.discovery(of: issuer) else {
                diagnostics.error(
                    .missingKey, at: mapping.span, "`jwt` doesn't say where the keys of the issuer are",
                    help:
                        "its name is no address that begins with `https://`; name a file or an address: `keys: issuer.jwks.json`"
                )
                return nil
            }
            return isOfPublicKeys(algorithms, mapping) ? .discovered(address) : nil
        }
        guard let text = scalars.text(node, "`keys`") else { return nil }
        if text.text.hasPrefix("https://") || text.text.hasPrefix("http://") {
            guard let address = IssuerAddress(text.text) else {
                diagnostics.error(
                    .invalidURL, at: text.span, "`\(text.text)` is no address that keys can be fetched from",
                    help:
                        "it begins with `https://`; with `http://` it is of this machine, since whoever is between could send others"
                )
                return nil
            }
            return isOfPublicKeys(algorithms, mapping) ? .address(address) : nil
        }
        return set(text, algorithms, &files).map { .set($0) }
    }

    private func isOfPublicKeys(_ algorithms: [SignatureAlgorithm]?, _ mapping: MappingReader) -> Bool {
        guard let first = algorithms?.first, first.isSymmetric else { return true }
        diagnostics.error(
            .wrongType, at: mapping[JWTKeys.algorithms]?.span ?? mapping.span,
            "\(first.rawValue) takes a secret, and no address has one",
            help: "name a file: `keys: secret.jwk.json`")
        return false
    }

    /// The keys of a file.
    private func set(
        _ path: YAMLScalar, _ algorithms: [SignatureAlgorithm]?, _ files: inout [String: FileStamp]
    ) -> JSONWebKeySet? {
        let place = gateway.place(of: path)
        files[place] = FileStamp(of: place)
        guard let bytes = bytes(path, at: place) else { return nil }
        do throws(JSONWebKeySetDefect) {
            let set = try JSONWebKeySet(bytes)
            check(set, path, algorithms)
            return set
        } catch {
            diagnostics.error(
                .invalidKey, at: path.span, "`\(path.text)` has no keys that can be read: \(error)",
                help: "the issuer has them at the `jwks_uri` of its `/.well-known/openid-configuration`")
            return nil
        }
    }

    private func bytes(_ path: YAMLScalar, at place: String) -> [UInt8]? {
        if !path.text.isEmpty, !path.text.utf8.contains(0),
            let bytes = PlainFile.read(place, limit: JSONWebKeySet.longest + 1)
        {
            return bytes
        }
        let isThere = PlainFile.isThere(place)
        let message = isThere ? "the file `\(path.text)` can't be read" : "there is no file `\(path.text)`"
        let rule = "a path is taken from the folder of gateway.yaml, unless it begins with `/`"
        if gateway.isForServing || isThere {
            diagnostics.error(.keysMissing, at: path.span, message, help: isThere ? "check its permissions" : rule)
            return nil
        }
        diagnostics.warning(.keysMissing, at: path.span, message, help: "`tutti serve` needs it; \(rule)")
        return Array(#"{"keys":[]}"#.utf8)
    }

    /// Warns of keys that are of no use: the others are good all the same.
    ///
    /// Without any, no token would be.
    private func check(_ set: JSONWebKeySet, _ path: YAMLScalar, _ algorithms: [SignatureAlgorithm]?) {
        for (index, id, why) in set.passedOver {
            diagnostics.warning(
                .invalidKey, at: path.span, "in `\(path.text)`, \(TokenKeys.remark(index, id, why.description))",
                help: "it is passed over")
        }
        guard let algorithms, !set.keys.isEmpty || !set.passedOver.isEmpty else { return }
        guard !set.keys.contains(where: { $0.mayVerify(algorithms) }) else { return }
        diagnostics.error(
            .invalidKey, at: path.span,
            "`\(path.text)` has no key for \(algorithms.map(\.rawValue).joined(separator: ", "))",
            help: "name the algorithms that the issuer uses: `algorithms: [RS256]`")
    }

    private func reportMissing(
        _ key: any DeclaredKey, _ mapping: MappingReader, _ message: String, _ help: String
    ) {
        guard !mapping.has(key) else { return }
        diagnostics.error(.missingKey, at: mapping.span, message, help: help)
    }
}
