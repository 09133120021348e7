internal import TuttiPlan

/// Reads `discover` of a service.
struct DiscoverReader {
    /// What relative paths are taken from.
    let folder: String
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// How the instances are found; nil after a mistake.
    func discovery(_ node: YAMLNode) -> DiscoveryPlan? {
        guard let mapping = MappingReader(node, DiscoverKeys.table, diagnostics) else { return nil }
        let given = DiscoverKeys.sources.filter { mapping[$0] != nil }
        guard let first = given.first, let source = mapping[first] else {
            if !DiscoverKeys.sources.contains(where: mapping.has), mapping.unknown.isEmpty {
                diagnostics.error(
                    .missingKey, at: mapping.span, "`discover` doesn't say where the instances are found",
                    help: "give `dns`, `srv` or `file`: `{ dns: orders.internal, port: 8080 }`")
            }
            return nil
        }
        if let second = given.dropFirst().first, let span = mapping.keySpan(second) {
            diagnostics.error(
                .severalActions, at: span, "instances are found by `\(first.name)` or by `\(second.name)`, not both",
                help: "remove one of the two")
        }
        let isSecure = mapping.valueOrDefault(DiscoverKeys.tls)
        let port = mapping.value(DiscoverKeys.port)
        let text = scalars.text(source, "`\(first.name)`")
        switch first.name {
        case DiscoverKeys.dns.name:
            if mapping[DiscoverKeys.port] == nil, !mapping.has(DiscoverKeys.port) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "`dns` finds addresses, and no `port`",
                    help: "give the port of the instances: `port: 8080`")
            }
            guard let name = text.flatMap(name), let port, let isSecure else { return nil }
            return .dns(name: name, port: port, isSecure: isSecure)
        case DiscoverKeys.srv.name:
            refuse([DiscoverKeys.port], of: mapping, because: "the records of `srv` have the ports")
            guard let name = text.flatMap(serviceName), let isSecure else { return nil }
            return .srv(name: name, isSecure: isSecure)
        default:
            refuse([DiscoverKeys.port, DiscoverKeys.tls], of: mapping, because: "the URLs in the file say it")
            guard let text else { return nil }
            guard !text.text.isEmpty, !text.text.hasSuffix("/"), !text.text.utf8.contains(0) else {
                diagnostics.error(
                    .invalidName, at: text.span, "`\(text.text)` is no path of a file",
                    help: "write it like `instances.json`: a path from the folder of gateway.yaml on")
                return nil
            }
            return .file(path: text.text.hasPrefix("/") ? text.text : "\(folder)/\(text.text)")
        }
    }

    private func refuse(_ keys: [any DeclaredKey], of mapping: MappingReader, because reason: String) {
        for key in keys {
            guard let span = mapping.keySpan(key) else { continue }
            diagnostics.error(
                .severalActions, at: span, "`\(key.name)` has no effect here: \(reason)", help: "remove it")
        }
    }

    private func name(_ text: YAMLScalar) -> String? {
        guard !Self.isAddress(text.text) else {
            diagnostics.error(
                .invalidName, at: text.span, "`\(text.text)` is an address, which needn't be looked up",
                help:
                    "write it into `instances`: `http://\(text.text.contains(":") ? "[\(text.text)]" : text.text):8080`"
            )
            return nil
        }
        guard Self.isName(text.text) else {
            diagnostics.error(
                .invalidName, at: text.span, "`\(text.text)` is no name in DNS",
                help: "a name has letters, digits, `-`, `_` and dots, like `orders.internal`; no port, no path")
            return nil
        }
        return text.text
    }

    private func serviceName(_ text: YAMLScalar) -> String? {
        let labels = text.text.split(separator: ".", omittingEmptySubsequences: false)
        guard Self.isName(text.text), labels.count > 2, labels.prefix(2).allSatisfy({ $0.hasPrefix("_") }) else {
            diagnostics.error(
                .invalidName, at: text.span, "`\(text.text)` is no name of SRV records",
                help: "it begins with the service and the protocol (RFC 2782): `_http._tcp.orders.internal`")
            return nil
        }
        return text.text
    }

    /// Labels of 1 to 63 characters, 253 in all, and perhaps a dot at the end (RFC 1035, 2.3.4); underscores are let pass.
    static func isName(_ text: String) -> Bool {
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        guard !name.isEmpty, name.utf8.count <= 253 else { return false }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { Identifier.continues($0) || $0 == UInt8(ascii: "-") }
        }
    }

    /// Whether it has the form of an IP literal: nobody names a machine so.
    private static func isAddress(_ text: String) -> Bool {
        if text.contains(":") { return HostAndPort("[\(text)]") != nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
