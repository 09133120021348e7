internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// Reads `gateway.yaml`.
struct GatewayReader {
    let environment: [String: String]
    let isForServing: Bool
    /// What the paths of certificates are taken from.
    let folder: String
    /// The files of the folder.
    let sources: [SourceFile]
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// Services and settings; the names are there for services with mistakes, too.
    struct Result {
        var settings = GatewaySettingsDraft()
        var services: [ServicePlan] = []
        /// Where the gateway runs; nil where that isn't said.
        var zone: String?
        /// By name: the index into `services`.
        var indices: [String: Int] = [:]
        var environmentNames: Set<String> = []
        /// The policies of `cors` by name, nil for one with a mistake.
        var cors: [String: CORSPolicy?] = [:]
        /// Whether some listener asks clients for certificates, also one that isn't enabled.
        var asksForCertificates = false
        /// The ways to authenticate, and the rules.
        var authentication = AuthenticationReader.Result()
        /// What `auth` of `defaults` says; nil where it says nothing.
        var standardAccess: AccessPlan?
        /// Whether `defaults` has an `auth` that can't be read.
        var hasBrokenDefaults = false
        /// The limits by name.
        var limits: [String: LimitsReader.Named] = [:]
        /// The limits of endpoints and routes that name none.
        var standardLimits: [LimitPlan] = []
        /// Files that gateway.yaml names, as they looked before they were read.
        var files: [String: FileStamp] = [:]
        /// False when the file could not be read to its end: then there may be services that are not in `services`.
        var isComplete = true
        /// What the paths of folders are taken from, with the folder of their file behind it.
        var folder = "."
        /// Whether clients are served.
        var isForServing = false

        /// Where that is on disk what a file names: from the folder of that file on, unless it begins with `/`.
        func place(of text: YAMLScalar) -> String {
            text.text.hasPrefix("/") ? text.text : "\(folder)/\(Self.name(of: text))"
        }

        /// What a file names, from the folder of gateway.yaml on.
        static func name(of text: YAMLScalar) -> String {
            let file = text.span.file.name
            return (file.lastIndex(of: "/").map { String(file[...$0]) } ?? "") + text.text
        }

        /// Why no expression has `claims` where clients show who they are as `access` says; nil where some has.
        func lackOfClaims(under access: AccessPlan) -> (message: String, help: String)? {
            guard isComplete else { return nil }
            if !authentication.isDeclared {
                return (
                    "`claims` is always null: gateway.yaml has no way to authenticate",
                    "write one there: `auth: { partners: { api-keys: { keys: partners.yaml } } }`"
                )
            }
            guard access.ways.isEmpty, access.position != nil, !access.isOptional else { return nil }
            return ("`claims` is always null: `auth: none` asks nobody", "name a way in `auth`, or remove it")
        }

        /// Whether no client that shows who it is as `access` says has a token; not where that isn't known.
        func lacksToken(under access: AccessPlan) -> Bool {
            guard isComplete, authentication.indices.values.allSatisfy({ $0 != nil }) else { return false }
            let isSaid = !authentication.isDeclared || !access.ways.isEmpty || access.position != nil
            return isSaid && !access.ways.contains { authentication.ways[$0].hasToken }
        }

        /// The limits that hold for an endpoint or a route, or that `defaults` names.
        ///
        /// - Parameters:
        ///   - mapping: of the endpoint, the route or `defaults`.
        ///   - owner: what a limit that is written out belongs to.
        ///   - parameters: those of its path; nil where they aren't known.
        ///   - access: how clients show who they are there.
        ///   - shapes: what a limit that is written out reads, by slot, where that has types; nil for text.
        ///   - diagnostics: where mistakes are reported.
        ///   - used: is told of the parameters that are read.
        /// - Returns: the limits, in the order of the list.
        func limits(
            _ mapping: MappingReader, owner: String, parameters: [String]?, under access: AccessPlan,
            shapes: [ValueShape]? = nil, _ diagnostics: DiagnosticCollector, used: (Set<String>) -> Void = { _ in }
        ) -> [LimitPlan] {
            guard let node = mapping[LimitKeys.choice] else { return standardLimits }
            return LimitsReader(
                environmentNames: isComplete ? environmentNames : nil, lackOfClaims: lackOfClaims(under: access),
                diagnostics: diagnostics
            ).limits(
                node, from: limits, isComplete: isComplete, owner: owner, parameters: parameters, shapes: shapes,
                used: used)
        }

        /// What a mapping of `defaults`, an endpoint or a route says of responses on their way to the client.
        func edge(_ mapping: MappingReader, _ diagnostics: DiagnosticCollector) -> EdgePolicies {
            EdgeReader(cors: cors, isComplete: isComplete, diagnostics: diagnostics)
                .edge(mapping, standard: settings.edge)
        }
    }

    func read(_ documents: [YAMLNode], isCutShort: Bool, file: SourceFile) -> Result {
        var result = Result(isComplete: !isCutShort, folder: folder, isForServing: isForServing)
        guard let root = documents.first, !root.isNull else {
            if !isCutShort {
                diagnostics.error(
                    .missingKey, at: file.span, "gateway.yaml is empty",
                    help: "list the services: `services: { users: { instances: [http://127.0.0.1:7001] } }`")
            }
            result.isComplete = false
            return result
        }
        for extra in documents.dropFirst() where !extra.isNull {
            diagnostics.error(
                .wrongType, at: extra.start, "gateway.yaml holds one document",
                help: "put endpoints into files of their own")
        }
        guard let mapping = MappingReader(root, GatewayKeys.table, diagnostics) else {
            result.isComplete = false
            return result
        }
        let certificates = CertificateReader(folder: folder, isForServing: isForServing, diagnostics: diagnostics)
        readSettings(mapping, certificates, &result)
        let services = ServiceReader(standard: ServiceDraft(), certificates: certificates, diagnostics: diagnostics)
        var standard = ServiceDraft()
        if let node = mapping[GatewayKeys.defaults] { readDefaults(node, services, &result, &standard) }
        readServices(
            mapping,
            ServiceReader(standard: standard, certificates: certificates, diagnostics: diagnostics), &result)
        result.files.merge(certificates.files) { _, read in read }
        return result
    }

    private func readSettings(_ mapping: MappingReader, _ certificates: CertificateReader, _ result: inout Result) {
        // Before the listeners, which have what they don't say themselves from there.
        if let node = mapping[GatewayKeys.bounds] {
            BoundsReader(diagnostics: diagnostics).read(node, &result.settings.bounds)
        }
        if let node = mapping[GatewayKeys.listen] {
            result.settings.listeners = ListenerReader(
                certificates: certificates, bounds: result.settings.bounds, diagnostics: diagnostics
            ).listeners(node)
            result.asksForCertificates = ListenerReader.asksForCertificates(node)
        }
        if let node = mapping[GatewayKeys.admin], let address = mapping.value(GatewayKeys.admin) {
            result.settings.admin = address
            if address.isOne, result.settings.listeners.contains(where: { $0.address == address }) {
                diagnostics.error(
                    .invalidAddress, at: node.span, "`admin` can't be an address that clients connect to",
                    help: "give it a port of its own, and keep it off the public interface")
            }
        }
        if let node = mapping[GatewayKeys.adminHosts] { readAdminHosts(node, &result.settings) }
        if let node = mapping[GatewayKeys.trustedProxies] {
            result.settings.trustedProxies = TrustedProxiesReader(diagnostics: diagnostics).proxies(node)
        }
        // All endpoints and routes take them from here, with what `defaults` says.
        result.settings.edge.sources.trustedProxies = mapping.keySpan(GatewayKeys.trustedProxies)?.position
        result.settings.edge.sources.bounds = mapping.keySpan(GatewayKeys.bounds)?.position
        result.zone = mapping.value(GatewayKeys.zone)
        if let node = mapping[GatewayKeys.env] { readEnvironment(node, &result) }
        if let node = mapping[LoadKeys.load], let load = MappingReader(node, LoadKeys.table, diagnostics) {
            result.settings.load.requests = load.value(LoadKeys.requests)
            result.settings.load.lag = load.value(LoadKeys.lag)
        }
        if let node = mapping[RedisKeys.redis] {
            result.settings.redis = RedisReader(certificates: certificates, diagnostics: diagnostics).plan(node)
        }
        if let node = mapping[CORSKeys.policies] { result.cors = CORSReader(diagnostics: diagnostics).policies(node) }
        readAuthentication(mapping, &result)
        if let node = mapping[LimitKeys.named] {
            result.limits = LimitsReader(
                environmentNames: result.environmentNames, lackOfClaims: result.lackOfClaims(under: AccessPlan()),
                diagnostics: diagnostics
            ).named(node)
        }
    }

    private func readAuthentication(_ mapping: MappingReader, _ result: inout Result) {
        let reader = AuthenticationReader(gateway: result, sources: sources, diagnostics: diagnostics)
        if let node = mapping[AuthenticationKeys.declared] { reader.ways(node, into: &result.authentication) }
        if let node = mapping[AuthenticationKeys.rules] { reader.rules(node, into: &result.authentication) }
        result.settings.ways = result.authentication.ways
        result.files.merge(result.authentication.files) { _, read in read }
        mapping.read(GatewayKeys.logSubjects, into: &result.settings.subjectLogging)
    }

    private func readAdminHosts(_ node: YAMLNode, _ settings: inout GatewaySettingsDraft) {
        guard case .sequence(let elements) = node.content else {
            diagnostics.error(
                .wrongType, at: node.span, "`admin-hosts` must be a list of names, not \(node.kindInWords)",
                help: "write it like `[tutti.internal]`")
            return
        }
        for element in elements {
            guard let name = scalars.text(element, "a name in `admin-hosts`") else { continue }
            let isName =
                !name.text.isEmpty && name.text.utf8.allSatisfy { Identifier.continues($0) || $0 == 0x2D || $0 == 0x2E }
            guard isName else {
                diagnostics.error(
                    .invalidAddress, at: name.span, "`\(name.text)` is not the name of a host",
                    help: "letters, digits, `-` and `.`, without scheme and port: `tutti.internal`")
                continue
            }
            settings.adminHosts.append(name.text)
        }
    }

    private func readEnvironment(_ node: YAMLNode, _ result: inout Result) {
        guard case .sequence(let elements) = node.content else {
            diagnostics.error(
                .wrongType, at: node.span, "`env` must be a list of names, not \(node.kindInWords)",
                help: "write it like `[REGION]`")
            return
        }
        var values = JSONObject()
        for element in elements {
            guard let name = scalars.text(element, "a name in `env`") else { continue }
            result.environmentNames.insert(name.text)
            guard let value = environment[name.text] else {
                reportMissing(name)
                continue
            }
            values[name.text] = .string(value)
        }
        result.settings.environment = .object(values)
    }

    /// Reports a variable that the environment lacks: an error for serving, a warning for checks and tests, which may run elsewhere.
    private func reportMissing(_ name: YAMLScalar) {
        let message = "the environment has no `\(name.text)`"
        if isForServing {
            diagnostics.error(
                .missingVariable, at: name.span, message, help: "set it before Tutti starts, or take it out of `env`")
        } else {
            diagnostics.warning(
                .missingVariable, at: name.span, message,
                help:
                    "`tutti serve` needs it; here it is given by `--env \(name.text)=…`, in a test by `env: { \(name.text): … }`"
            )
        }
    }

    private func readDefaults(
        _ node: YAMLNode, _ services: ServiceReader, _ result: inout Result, _ service: inout ServiceDraft
    ) {
        guard let mapping = MappingReader(node, DefaultsKeys.table, diagnostics) else { return }
        mapping.read(DefaultsKeys.deadline, into: &result.settings.deadline)
        mapping.read(DefaultsKeys.maximumRequestBody, into: &result.settings.maximumRequestBody)
        mapping.read(DefaultsKeys.maximumCalls, into: &result.settings.maximumCalls)
        mapping.read(DefaultsKeys.cacheMemory, into: &result.settings.cacheMemory)
        result.settings.edge = result.edge(mapping, diagnostics)
        if let node = mapping[AuthenticationKeys.choice] {
            let errors = diagnostics.errorCount
            result.standardAccess = AccessReader(gateway: result, diagnostics: diagnostics).choice(node, mapping)
            if diagnostics.errorCount > errors { result.standardAccess = nil }
        }
        result.hasBrokenDefaults = mapping.has(AuthenticationKeys.choice) && result.standardAccess == nil
        // They hold for paths without any parameter, too.
        result.standardLimits = result.limits(
            mapping, owner: "defaults", parameters: [], under: result.standardAccess ?? AccessPlan(), diagnostics)
        result.settings.limits = result.standardLimits
        services.readShared(mapping, &service)
    }

    private func readServices(_ mapping: MappingReader, _ reader: ServiceReader, _ result: inout Result) {
        guard mapping.has(GatewayKeys.services) else {
            // A gateway that only serves files, or redirects, has none. An empty file is one that is being written.
            guard mapping.isEmpty else { return }
            diagnostics.error(
                .missingKey, at: mapping.span, "gateway.yaml is empty",
                help:
                    "say where to listen, or list services: `services: { users: { instances: [http://127.0.0.1:7001] } }`"
            )
            result.isComplete = false
            return
        }
        guard let node = mapping[GatewayKeys.services] else {
            result.isComplete = false
            return
        }
        guard case .mapping(let members) = node.content else {
            diagnostics.error(
                .wrongType, at: node.span, "`services` must be a mapping, not \(node.kindInWords)",
                help: "each service under its name: `users: { instances: [http://127.0.0.1:7001] }`")
            result.isComplete = false
            return
        }
        var reader = reader
        reader.environmentNames = result.environmentNames
        reader.lackOfClaims = result.lackOfClaims(under: AccessPlan())
        for member in members {
            let name = member.key.text
            guard !name.isEmpty, name.utf8.allSatisfy({ Identifier.continues($0) || $0 == 0x2D || $0 == 0x2E }) else {
                diagnostics.error(
                    .invalidName, at: member.key.span, "`\(name)` can't be the name of a service",
                    help: "letters, digits, `-`, `_` and `.`")
                continue
            }
            let service = reader.service(name, member.value)
            result.indices[name] = result.services.count
            result.services.append((service ?? ServiceDraft()).plan(called: name))
        }
    }
}
