internal import TuttiCrypto
internal import TuttiJSON
internal import TuttiPolicies

/// Reads `basic` of a way to authenticate, and the file of its users.
///
/// No hash is repeated in a diagnostic.
struct BasicReader {
    /// Reads files with credentials, and claims.
    let files: KeyFileReader
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// With a lower cost, many passwords can be tried by who has the file (OWASP, Password Storage Cheat Sheet).
    private static let leastCost = 10

    /// The way with that name; nil after a mistake.
    ///
    /// `path` is told of the file that it names, and says where it is.
    func way(_ node: YAMLNode, name: String, path: (YAMLScalar) -> String) -> BasicUsers? {
        guard let mapping = MappingReader(node, BasicKeys.table, diagnostics) else { return nil }
        guard let node = mapping[BasicKeys.users] else {
            if !mapping.has(BasicKeys.users) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "`basic` names no file of users",
                    help: "name one: `users: people.yaml`; `tutti keys new --basic` makes entries for it")
            }
            return nil
        }
        let realm = realm(mapping, standard: name)
        guard let file = scalars.text(node, "`users`"), let users = users(file, at: path(file)), let realm else {
            return nil
        }
        return BasicUsers(name: name, realm: realm, users: users)
    }

    private func realm(_ mapping: MappingReader, standard: String) -> String? {
        guard let node = mapping[BasicKeys.realm] else { return standard }
        guard let text = scalars.text(node, "`realm`") else { return nil }
        let isPlain =
            !text.text.isEmpty
            && text.text.utf8.allSatisfy {
                (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
        guard isPlain else {
            diagnostics.error(
                .wrongType, at: text.span, "`realm` is printable ASCII without `\"` and `\\`",
                help: "it is sent in a header: `realm: Warehouse`")
            return nil
        }
        return text.text
    }

    /// The users of a file; nil after a mistake.
    ///
    /// Where no client is served, a file that is missing has none.
    private func users(_ path: YAMLScalar, at place: String) -> [BasicUsers.User]? {
        let errors = diagnostics.errorCount
        guard let document = files.document(path, at: place, what: "users") else {
            return files.mayBeMissing(place) ? [] : nil
        }
        guard let mapping = MappingReader(document, UserFileKeys.table, diagnostics) else { return nil }
        guard let node = mapping[UserFileKeys.users] else {
            if !mapping.has(UserFileKeys.users) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "a file with users has `users`",
                    help: "`tutti keys new --basic NAME` makes a password, and prints an entry for this file")
            }
            return nil
        }
        guard case .mapping(let members) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`users` must be a mapping, not \(node.kindInWords)",
                    help: "each user under its name: `users: { ada: { bcrypt: … } }`")
            }
            return nil
        }
        let users = members.compactMap(user)
        return diagnostics.errorCount == errors ? users : nil
    }

    private func user(_ member: YAMLMember) -> BasicUsers.User? {
        guard let mapping = MappingReader(member.value, UserFileKeys.user, diagnostics) else { return nil }
        let name = member.key.text
        guard !name.isEmpty, name.utf8.count <= BasicUsers.longestName,
            name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ":") })
        else {
            diagnostics.error(
                .invalidName, at: member.key.span,
                "the name of a user has no `:` and no control characters, and at most \(BasicUsers.longestName) bytes",
                help: "a colon ends it in what clients send (RFC 7617)")
            return nil
        }
        let claims = files.claims(mapping[UserFileKeys.claims], of: name, called: "user")
        guard let node = mapping[UserFileKeys.hash] else {
            if !mapping.has(UserFileKeys.hash) {
                diagnostics.error(
                    .missingKey, at: member.key.span, "`\(name)` has no `bcrypt`",
                    help: "`tutti keys new --basic \(name)` prints one")
            }
            return nil
        }
        guard let text = scalars.text(node, "`bcrypt`") else { return nil }
        guard let hash = PasswordHash(text.text) else {
            diagnostics.error(
                .invalidKey, at: text.span, "this is no hash of bcrypt with a cost of 4 to 14",
                help:
                    "it begins with `$2b$12$` and has 60 characters; a higher cost would take seconds. The password itself doesn't "
                    + "belong here")
            return nil
        }
        if hash.cost < Self.leastCost {
            diagnostics.warning(
                .invalidKey, at: text.span, "a cost of \(hash.cost) is little work for who tries passwords",
                help: "12 takes a quarter of a second: `tutti keys new --basic \(name)`")
        }
        return BasicUsers.User(name: name, hash: hash, claims: claims)
    }
}
