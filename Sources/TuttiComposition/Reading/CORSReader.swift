internal import HTTPTypes
internal import TuttiPolicies

/// Reads `cors` of gateway.yaml: policies by name.
struct CORSReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// The policies, nil for one with a mistake.
    func policies(_ node: YAMLNode) -> [String: CORSPolicy?] {
        guard case .mapping(let members) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`cors` must be a mapping, not \(node.kindInWords)",
                    help: "each policy under its name: `cors: { web: { origins: [https://shop.example.com] } }`")
            }
            return [:]
        }
        let table = CORSKeys.table
        // Whoever leaves the name out is told so once, and not of each key.
        if let key = members.first(where: { table.contains($0.key.text) || table.foreignKey($0.key.text) != nil })?.key
        {
            diagnostics.error(
                .invalidName, at: key.span,
                "`\(key.text)` can't be the name of a policy: a policy has a key of this name",
                help: "policies have names: `cors: { web: { origins: [https://shop.example.com] } }`")
            return Dictionary(members.map { ($0.key.text, nil) }) { first, _ in first }
        }
        var policies: [String: CORSPolicy?] = [:]
        for member in members {
            let name = member.key.text
            if name == CORSKeys.none {
                diagnostics.error(
                    .reservedName, at: member.key.span,
                    "`none` can't be the name of a policy: `cors: none` turns CORS off",
                    help: "give it another name")
            }
            policies[name] = policy(member.value)
        }
        return policies
    }

    private func policy(_ node: YAMLNode) -> CORSPolicy? {
        guard let mapping = MappingReader(node, CORSKeys.table, diagnostics) else { return nil }
        let origins = origins(mapping)
        let headers = mapping[CORSKeys.headers].map(headers) ?? CORSPolicy.AllowedHeaders()
        let exposed = mapping[CORSKeys.expose].map(exposed) ?? []
        let credentials = mapping.valueOrDefault(CORSKeys.credentials)
        let maximumAge =
            mapping[CORSKeys.maximumAge] == nil ? .some(nil) : mapping.value(CORSKeys.maximumAge).map { $0 }
        guard let origins, let headers, let exposed, let credentials, let maximumAge else { return nil }
        do throws(CORSPolicy.Mistake) {
            return try CORSPolicy(
                origins: origins, headers: headers, exposed: exposed, credentials: credentials, maxAge: maximumAge)
        } catch {
            report(error, mapping)
            return nil
        }
    }

    /// Reports what can't be meant where it stands.
    private func report(_ mistake: CORSPolicy.Mistake, _ mapping: MappingReader) {
        let key: any DeclaredKey =
            switch mistake {
            case .noOrigin, .anyOriginWithCredentials: CORSKeys.origins
            case .anyHeaderWithCredentials: CORSKeys.headers
            case .exposedCookie: CORSKeys.expose
            case .negativeMaxAge: CORSKeys.maximumAge
            }
        let help: String? =
            switch mistake {
            case .anyOriginWithCredentials: "name each one: `[https://shop.example.com]`; or remove `credentials`"
            case .anyHeaderWithCredentials: "name each one: `[content-type, authorization]`; or remove `credentials`"
            case .noOrigin, .exposedCookie, .negativeMaxAge: nil
            }
        diagnostics.error(.invalidCORS, at: mapping[key]?.span ?? mapping.span, mistake.message, help: help)
    }

    private func origins(_ mapping: MappingReader) -> CORSPolicy.Origins? {
        guard let node = mapping[CORSKeys.origins] else {
            if !mapping.has(CORSKeys.origins) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "this policy has no `origins`",
                    help: "say whose pages may read: `origins: [https://shop.example.com]`")
            }
            return nil
        }
        guard case .sequence(let elements) = node.content else {
            guard let scalar = scalars.text(node, "`origins`") else { return nil }
            if scalar.text == "*" { return .any }
            return origin(scalar).map { .these([$0]) }
        }
        let origins = elements.map { scalars.text($0, "an origin").flatMap(origin) }
        return origins.contains(nil) ? nil : .these(origins.compactMap(\.self))
    }

    private func origin(_ scalar: YAMLScalar) -> CORSOrigin? {
        do throws(CORSOrigin.Mistake) {
            return try CORSOrigin(scalar.text)
        } catch {
            diagnostics.error(
                .invalidCORS, at: scalar.span, "no browser sends the origin `\(scalar.text)`", help: error.message)
            return nil
        }
    }

    private func headers(_ node: YAMLNode) -> CORSPolicy.AllowedHeaders? {
        guard case .sequence(let elements) = node.content else {
            guard let scalar = scalars.text(node, "`headers`") else { return nil }
            if scalar.text == "*" { return CORSPolicy.AllowedHeaders(any: true) }
            return name(scalar).map { CORSPolicy.AllowedHeaders(names: [$0]) }
        }
        let texts = elements.compactMap { scalars.text($0, "the name of a header") }
        let names = texts.filter { $0.text != "*" }.compactMap(name)
        let any = texts.contains { $0.text == "*" }
        guard texts.count == elements.count, names.count == texts.count(where: { $0.text != "*" }) else { return nil }
        return CORSPolicy.AllowedHeaders(any: any, names: names)
    }

    private func exposed(_ node: YAMLNode) -> [HTTPField.Name]? {
        guard case .sequence(let elements) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`expose` must be a list of names, not \(node.kindInWords)",
                    help: "write it like `[etag]`")
            }
            return nil
        }
        let names = elements.map { scalars.text($0, "the name of a header").flatMap(name) }
        return names.contains(nil) ? nil : names.compactMap(\.self)
    }

    private func name(_ scalar: YAMLScalar) -> HTTPField.Name? {
        if let name = HTTPField.Name(scalar.text), !scalar.text.hasPrefix(":") { return name }
        diagnostics.error(
            .invalidHeader, at: scalar.span, "`\(scalar.text)` is not the name of a header",
            help: "letters, digits and `-`: `x-request-source`")
        return nil
    }
}
