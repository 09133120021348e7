internal import TuttiJSON

/// What references can lead to: the schemas that have an `$id`, and the anchors in them.
struct SchemaResources {
    private struct Resource {
        let uri: String
        let root: SchemaLocation
        var anchors: [String: SchemaLocation] = [:]
        var dynamicAnchors: [String: SchemaLocation] = [:]
    }

    private var resources: [Resource] = []
    private var byURI: [JSONName: Int] = [:]
    private var byPlace: [SchemaLocation.Key: Int] = [:]
    private var documents = 0
    private(set) var mistakes: [SchemaMistake] = []

    var count: Int { resources.count }

    func root(_ resource: Int) -> SchemaLocation { resources[resource].root }

    func dynamicAnchors(of resource: Int) -> [String: SchemaLocation] { resources[resource].dynamicAnchors }

    /// The resource that begins at a place; nil where none does.
    func resource(at key: SchemaLocation.Key) -> Int? { byPlace[key] }

    /// Looks a document of schemas through.
    mutating func add(_ value: JSONValue, uri: String, document: Int) {
        documents = max(documents, document + 1)
        let key = SchemaLocation.Key(document: document, path: [])
        begin(value, key, uri: uri)
        var waiting = [(value: value, path: [String](), resource: resources.count - 1)]
        while let (value, path, parent) = waiting.popLast() {
            guard value.kind == .object else { continue }
            let key = SchemaLocation.Key(document: document, path: path)
            let resource = identify(value, key, in: parent)
            name(value, key, in: resource)
            for keyword in SchemaKeyword.single {
                if let child = value.member(keyword) { waiting.append((child, path + [keyword], resource)) }
            }
            for keyword in SchemaKeyword.lists {
                for (index, child) in (value.member(keyword)?.elements ?? []).enumerated() {
                    waiting.append((child, path + [keyword, String(index)], resource))
                }
            }
            for keyword in SchemaKeyword.maps {
                for (name, child) in value.member(keyword)?.members ?? [] {
                    waiting.append((child, path + [keyword, name], resource))
                }
            }
        }
    }

    private mutating func begin(_ value: JSONValue, _ key: SchemaLocation.Key, uri: String) {
        let resource = resources.count
        resources.append(Resource(uri: uri, root: SchemaLocation(key: key, value: value, resource: resource)))
        byURI[JSONName(uri)] = resource
        byPlace[key] = resource
    }

    /// The resource that a schema is the beginning of, or part of.
    private mutating func identify(_ value: JSONValue, _ key: SchemaLocation.Key, in parent: Int) -> Int {
        if let dialect = value.member("$schema")?.string, URIReference(dialect).withoutFragment != MetaSchema.root {
            mistakes.append(
                SchemaMistake(
                    key.path + ["$schema"], "schemas are of draft 2020-12, and not of \(dialect)",
                    help: "write \(MetaSchema.root), or leave it out"))
        }
        guard let id = value.member("$id") else { return parent }
        guard let text = id.string else {
            mistakes.append(SchemaMistake(key.path + ["$id"], "$id is a text, and not \(id.kind.indefinite)"))
            return parent
        }
        let reference = URIReference(text)
        if let fragment = reference.fragment, !fragment.isEmpty {
            mistakes.append(
                SchemaMistake(
                    key.path + ["$id"], "$id has no fragment", help: "a name within the schema is written $anchor"))
            return parent
        }
        let uri = reference.resolved(against: resources[parent].uri).withoutFragment
        if byURI[JSONName(uri)] != nil, !key.path.isEmpty {
            mistakes.append(SchemaMistake(key.path + ["$id"], "the $id \(text) is there twice"))
            return parent
        }
        begin(value, key, uri: uri)
        return resources.count - 1
    }

    private mutating func name(_ value: JSONValue, _ key: SchemaLocation.Key, in resource: Int) {
        for keyword in ["$anchor", "$dynamicAnchor"] {
            guard let anchor = value.member(keyword) else { continue }
            guard let text = anchor.string, Self.isAnchor(text) else {
                mistakes.append(
                    SchemaMistake(
                        key.path + [keyword], "\(keyword) is a name of letters, digits, -, _ and ., without a #"))
                continue
            }
            let location = SchemaLocation(key: key, value: value, resource: resource)
            resources[resource].anchors[text] = location
            if keyword == "$dynamicAnchor" { resources[resource].dynamicAnchors[text] = location }
        }
    }

    private static func isAnchor(_ text: String) -> Bool {
        guard let first = text.utf8.first, first == UInt8(ascii: "_") || isLetter(first) else { return false }
        return text.utf8.allSatisfy {
            isLetter($0) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "-_.".utf8.contains($0)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }
}

extension SchemaResources {
    /// The schema that a reference leads to.
    mutating func target(
        of text: String, from resource: Int
    ) -> Result<SchemaLocation, UnresolvedReference> {
        let reference = URIReference(text)
        let uri = reference.resolved(against: resources[resource].uri).withoutFragment
        var found = reference.isFragment ? resource : byURI[JSONName(uri)]
        if found == nil, let value = MetaSchema.value(uri) {
            add(value, uri: uri, document: documents)
            found = byURI[JSONName(uri)]
        }
        guard let found else {
            return .failure(
                UnresolvedReference(
                    message: "nothing here has the $id \(uri)",
                    help: "nothing is fetched: put what is referred to into $defs, and refer to it by #/$defs/name"))
        }
        guard let fragment = reference.fragment, !fragment.isEmpty else { return .success(resources[found].root) }
        guard fragment.utf8.first == UInt8(ascii: "/") else {
            if let location = resources[found].anchors[fragment] { return .success(location) }
            return .failure(
                UnresolvedReference(
                    message: "there is no $anchor \(fragment)", help: "a place in the schema is written #/$defs/name"))
        }
        guard let tokens = try? JSONPointer(parsing: fragment).tokens,
            let location = walk(tokens, from: resources[found].root)
        else {
            return .failure(UnresolvedReference(message: "the schema has nothing at #\(fragment)", help: nil))
        }
        return .success(location)
    }

    private func walk(_ tokens: [String], from root: SchemaLocation) -> SchemaLocation? {
        var location = root
        for token in tokens {
            guard let value = JSONPointer(tokens: [token]).resolve(in: location.value) else { return nil }
            location.key.path.append(token)
            location.value = value
            location.resource = byPlace[location.key] ?? location.resource
        }
        return location
    }
}
