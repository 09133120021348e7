internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSystem

/// Reads what a service says of itself: the OpenAPI file that a route names.
///
/// Only what `tutti openapi` relies on is checked. It is not read where clients are served, who don't get it.
struct DescriptionReader {
    /// A larger file is not read.
    private static let fileLimit = 1 << 20
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
        guard let path = ScalarReader(diagnostics: diagnostics).text(node, "`openapi`"), !gateway.isForServing,
            let file = file(path), let root = root(of: file)
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

    private func file(_ path: YAMLScalar) -> SourceFile? {
        let place = gateway.place(of: path)
        guard !path.text.isEmpty, !path.text.utf8.contains(0),
            let bytes = PlainFile.read(place, limit: Self.fileLimit + 1)
        else {
            diagnostics.error(
                .invalidDescription, at: path.span,
                PlainFile.isThere(place)
                    ? "the file `\(path.text)` can't be read" : "there is no file `\(path.text)`",
                help: "a path is taken from the folder of this file, unless it begins with `/`")
            return nil
        }
        guard bytes.count <= Self.fileLimit, let text = String(validating: bytes, as: UTF8.self) else {
            diagnostics.error(
                .invalidDescription, at: path.span, "`\(path.text)` is larger than 1 MiB, or not UTF-8",
                help: "leave out what the route doesn't forward")
            return nil
        }
        return SourceFile(name: GatewayReader.Result.name(of: path), text: text)
    }

    /// The only document of a file, if it can be read.
    private func root(of file: SourceFile) -> YAMLNode? {
        let reader = YAMLReader(substitution: EnvironmentSubstitution(environment: nil), diagnostics: diagnostics)
        let result = reader.read(file)
        guard !result.isCutShort, result.documents.allSatisfy({ !$0.isDamaged }) else { return nil }
        guard let document = result.documents.first, result.documents.count == 1 else {
            diagnostics.error(
                .invalidDescription, at: file.span, "a file has one OpenAPI document",
                help: "put each into a file of its own")
            return nil
        }
        return document.root
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
