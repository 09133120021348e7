internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSystem

/// Reads what a service says of itself: the OpenAPI file that a route names.
///
/// Only what `tutti openapi` relies on is checked. It is not read where clients are served, who don't get it.
struct DescriptionReader {
    /// More references that lead nowhere than these are not reported.
    private static let mostReported = 20

    let gateway: GatewayReader.Result
    let diagnostics: DiagnosticCollector

    /// Whether a document of a folder is such a description, and no composition.
    static func isDescription(_ root: YAMLNode) -> Bool {
        guard case .mapping(let members) = root.content else { return false }
        func has(_ name: String) -> Bool { members.contains { $0.key.text == name } }
        // A route whose first key is misspelled names a file there, and not a version.
        let version = members.first { $0.key.text == "openapi" }?.value.scalar?.text
        guard let first = version?.utf8.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") else {
            return false
        }
        return !has(RouteKeys.route.name) && !has(EndpointKeys.endpoint.name) && !has(RouteKeys.to.name)
    }

    /// The document; nil after a mistake, and where clients are served.
    func description(_ node: YAMLNode) -> JSONValue? {
        let reader = NamedDocumentReader(
            code: .invalidDescription, content: "OpenAPI document", gateway: gateway, diagnostics: diagnostics)
        guard let path = ScalarReader(diagnostics: diagnostics).text(node, "`openapi`"), !gateway.isForServing,
            let root = reader.root(path)
        else { return nil }
        guard case .mapping(let members) = root.content else { return refuse(root, "an OpenAPI document is a mapping") }
        func value(_ name: String) -> YAMLNode? { members.first { $0.key.text == name }?.value }
        guard let version = value("openapi")?.scalar?.text, version.hasPrefix("3.") else {
            return refuse(
                value("openapi") ?? value("swagger") ?? root, "this is no OpenAPI document of version 3",
                help: "it begins with `openapi: 3.1.1`; converters make one of a Swagger 2.0 file")
        }
        guard let paths = value("paths"), case .mapping = paths.content else {
            return refuse(value("paths") ?? root, "this OpenAPI document has no `paths`")
        }
        let document = root.literal(diagnostics)
        var count = 0
        check(root, of: document, &count)
        return count == 0 ? document : nil
    }

    private func refuse(_ node: YAMLNode, _ message: String, help: String = "name the service's OpenAPI file")
        -> JSONValue?
    {
        if !node.isBroken { diagnostics.error(.invalidDescription, at: node.span, message, help: help) }
        return nil
    }

    /// Finds references that lead nowhere, or to another file: in the gateway's document they would mean something else.
    private func check(_ node: YAMLNode, of document: JSONValue, _ count: inout Int) {
        switch node.content {
        case .scalar: break
        case .sequence(let elements): for element in elements { check(element, of: document, &count) }
        case .mapping(let members):
            for member in members where count < Self.mostReported {
                guard member.key.text == "$ref", let reference = member.value.scalar, reference.kind == .text else {
                    check(member.value, of: document, &count)
                    continue
                }
                let isFound =
                    reference.text.hasPrefix("#/components/")
                    && (try? JSONPointer(parsing: String(reference.text.dropFirst())))?.resolve(in: document) != nil
                guard !isFound else { continue }
                count += 1
                diagnostics.error(
                    .invalidDescription, at: reference.span, "this reference leads to no component of the file",
                    help: "references are read that begin with `#/components/`; put what is elsewhere into this file")
            }
        }
    }
}
