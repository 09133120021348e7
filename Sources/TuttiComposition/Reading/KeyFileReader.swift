internal import TuttiCrypto
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiSystem

/// Reads a file with API keys: consumers, with the SHA-256 of each of their keys.
///
/// No variable is put into it, and no hash is repeated in a diagnostic.
struct KeyFileReader {
    /// A larger file is not read: it would have 100,000 keys.
    private static let fileLimit = 16 << 20

    let gateway: GatewayReader.Result
    /// The files of the folder.
    let sources: [SourceFile]
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// Who has keys, and which.
    struct Content {
        var consumers: [APIKeys.Consumer] = []
        var keys: [APIKey] = []
    }

    /// Whether a document of a folder is such a file, or one with users, and no composition: gateway.yaml names it.
    static func isKeyFile(_ root: YAMLNode) -> Bool {
        guard case .mapping(let members) = root.content else { return false }
        let names = members.map(\.key.text)
        return [KeyFileKeys.consumers.name, UserFileKeys.users.name].contains(where: names.contains)
            && !names.contains(RouteKeys.route.name)
            && !names.contains(EndpointKeys.endpoint.name)
    }

    /// What the file says that `path` names; nil after a mistake.
    ///
    /// Where no client is served, a file that is missing has no keys.
    func content(_ path: YAMLScalar, at place: String) -> Content? {
        let errors = diagnostics.errorCount
        guard let document = document(path, at: place, what: "API keys") else {
            return mayBeMissing(place) ? Content() : nil
        }
        guard let mapping = MappingReader(document, KeyFileKeys.table, diagnostics) else { return nil }
        guard let node = mapping[KeyFileKeys.consumers] else {
            if !mapping.has(KeyFileKeys.consumers) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "a file with API keys has `consumers`",
                    help: "`tutti keys new NAME` makes a key, and prints an entry for this file")
            }
            return nil
        }
        guard case .mapping(let members) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`consumers` must be a mapping, not \(node.kindInWords)",
                    help: "each consumer under its name: `consumers: { acme: { keys: [{ sha256: … }] } }`")
            }
            return nil
        }
        var content = Content()
        var places: [SHA256Digest: SourceSpan] = [:]
        for member in members { read(member, &content, &places) }
        return diagnostics.errorCount == errors ? content : nil
    }

    /// Whether it is no mistake that a file can't be read: it isn't there, and no client is served.
    func mayBeMissing(_ place: String) -> Bool { !gateway.isForServing && !PlainFile.isThere(place) }

    /// The one document of a file with `what`; nil after a mistake, and where there is no such file.
    func document(_ path: YAMLScalar, at place: String, what: String) -> YAMLNode? {
        guard let file = file(path, at: place) else { return nil }
        let reader = YAMLReader(substitution: EnvironmentSubstitution(environment: nil), diagnostics: diagnostics)
        let result = reader.read(file)
        guard !result.isCutShort, let document = result.documents.first else { return nil }
        if let second = result.documents.dropFirst().first {
            diagnostics.error(.wrongType, at: second.root.start, "a file with \(what) holds one document")
        }
        return document.root
    }

    /// `claims` of whoever has a name, an object with that name as `sub`.
    func claims(_ node: YAMLNode?, of name: String, called what: String) -> JSONValue {
        var claims = JSONObject()
        claims["sub"] = .string(name)
        guard let node else { return .object(claims) }
        if case .mapping(let members) = node.content {
            if let subject = members.first(where: { $0.key.text == "sub" })?.key {
                diagnostics.error(
                    .reservedName, at: subject.span, "`sub` is the name of the \(what), `\(name)`", help: "remove it")
            }
            for (key, value) in node.literal(diagnostics).members where key != "sub" { claims[key] = value }
        } else if !node.isBroken {
            diagnostics.error(
                .wrongType, at: node.span, "`claims` must be a mapping, not \(node.kindInWords)",
                help: "write it like `{ plan: gold }`")
        }
        return .object(claims)
    }

    private func file(_ path: YAMLScalar, at place: String) -> SourceFile? {
        let name = GatewayReader.Result.name(of: path)
        if let source = sources.first(where: { $0.name == name }) {
            return SourceFile(name: name, text: String(decoding: source.bytes, as: UTF8.self), isSecret: true)
        }
        guard !path.text.isEmpty, !path.text.utf8.contains(0),
            let bytes = PlainFile.read(place, limit: Self.fileLimit + 1)
        else {
            let isThere = PlainFile.isThere(place)
            let message = isThere ? "the file `\(path.text)` can't be read" : "there is no file `\(path.text)`"
            let rule = "a path is taken from the folder of gateway.yaml, unless it begins with `/`"
            if gateway.isForServing || isThere {
                diagnostics.error(.keysMissing, at: path.span, message, help: isThere ? "check its permissions" : rule)
            } else {
                diagnostics.warning(.keysMissing, at: path.span, message, help: "`tutti serve` needs it; \(rule)")
            }
            return nil
        }
        guard bytes.count <= Self.fileLimit, let text = String(validating: bytes, as: UTF8.self) else {
            diagnostics.error(.keysMissing, at: path.span, "`\(path.text)` is larger than 16 MiB, or not UTF-8")
            return nil
        }
        return SourceFile(name: name, text: text, isSecret: true)
    }

    private func read(_ member: YAMLMember, _ content: inout Content, _ places: inout [SHA256Digest: SourceSpan]) {
        guard let mapping = MappingReader(member.value, KeyFileKeys.consumer, diagnostics) else { return }
        let name = member.key.text
        let claims = claims(mapping[KeyFileKeys.claims], of: name, called: "consumer")
        guard let node = mapping[KeyFileKeys.keys] else {
            if !mapping.has(KeyFileKeys.keys) {
                diagnostics.error(
                    .missingKey, at: member.key.span, "`\(name)` has no `keys`",
                    help: "a consumer without any has `keys: []`")
            }
            return
        }
        guard case .sequence(let elements) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`keys` must be a list, not \(node.kindInWords)",
                    help: "write it like `[{ sha256: … }]`")
            }
            return
        }
        for element in elements {
            if let key = key(element, of: content.consumers.count, &places) { content.keys.append(key) }
        }
        content.consumers.append(APIKeys.Consumer(name: name, claims: claims))
    }

    private func key(_ node: YAMLNode, of consumer: Int, _ places: inout [SHA256Digest: SourceSpan]) -> APIKey? {
        guard let mapping = MappingReader(node, KeyFileKeys.key, diagnostics) else { return nil }
        guard let hashNode = mapping[KeyFileKeys.hash] else {
            if !mapping.has(KeyFileKeys.hash) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "this key has no `sha256`",
                    help: "`tutti keys new` prints one; of a key that you have, `printf %s \"$KEY\" | sha256sum`")
            }
            return nil
        }
        guard let text = scalars.text(hashNode, "`sha256`") else { return nil }
        guard let hash = SHA256Digest(hexadecimal: text.text) else {
            diagnostics.error(
                .invalidKey, at: text.span, "a SHA-256 has 64 hexadecimal digits, and this has something else",
                help: "put it into quotes; the key itself doesn't belong here: `printf %s \"$KEY\" | sha256sum`")
            return nil
        }
        if hash == SHA256Digest(hexadecimal: Self.hashOfNothing) {
            diagnostics.error(
                .invalidKey, at: text.span, "this is the SHA-256 of no bytes at all",
                help: "make a key: `tutti keys new`")
            return nil
        }
        if let first = places[hash] {
            diagnostics.error(
                .invalidKey, at: text.span, "this key is here twice", help: "a key has one consumer",
                related: [("the first one", first)])
            return nil
        }
        places[hash] = text.span
        var expires: Int?
        if let node = mapping[KeyFileKeys.expires] {
            guard let time = scalars.text(node, "`expires`") else { return nil }
            guard let seconds = Self.seconds(time.text) else {
                diagnostics.error(
                    .invalidKey, at: time.span, "`\(time.text)` is no day and no moment in UTC",
                    help: "write it like `2027-06-30` or `2027-06-30T12:00:00Z`")
                return nil
            }
            expires = seconds
            if seconds <= Int(CalendarTime.millisecondsNow / 1000) {
                diagnostics.warning(
                    .invalidKey, at: time.span, "this key has expired",
                    help: "remove it, or give the consumer another one")
            }
        }
        return APIKey(hash: hash, consumer: consumer, expires: expires)
    }

    private static let hashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    /// The seconds since 1970 of a day, at whose beginning in UTC it is, or of a moment (RFC 3339, with `Z`).
    static func seconds(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 10 || bytes.count == 20 else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        func has(_ character: Character, at index: Int) -> Bool { character.asciiValue == bytes[index] }
        guard has("-", at: 4), has("-", at: 7), let year = number(0..<4), let month = number(5..<7),
            let day = number(8..<10)
        else { return nil }
        var time = (hour: 0, minute: 0, second: 0)
        if bytes.count == 20 {
            guard has("T", at: 10), has(":", at: 13), has(":", at: 16), has("Z", at: 19), let hour = number(11..<13),
                let minute = number(14..<16), let second = number(17..<19)
            else { return nil }
            time = (hour, minute, second)
        }
        return CalendarTime.seconds(year: year, month: month, day: day, time: time).map { Int($0) }
    }
}
