internal import TuttiJSON

/// The products once more, as services have them that don't speak plain JSON.
struct ProductFeed {
    private let products: [FixtureData.Record]

    /// These products.
    init(_ products: [FixtureData.Record]) {
        self.products = products
    }

    /// `<products><product id="1"><name>…</name>…</product></products>`, of all or of those with these ids.
    func xml(ids: [String]?) -> FixtureResponse {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<products>\n"
        for product in products where ids?.contains(product.text("id")) ?? true {
            text += "  <product id=\"\(Self.escaped(product.text("id")))\">"
            for member in (try? JSONDocument(parsing: product.json).root.members).map(Array.init) ?? [] {
                guard let name = member.name.string, name != "id", let value = Self.text(member.value) else { continue }
                text += "<\(name)>\(Self.escaped(value))</\(name)>"
            }
            text += "</product>\n"
        }
        return FixtureResponse(
            headers: [("content-type", "application/xml")], body: Array((text + "</products>\n").utf8))
    }

    /// The response to any GraphQL query with a variable `ids`: `products`, in their order, with null and an error for each that there isn't.
    func graphQL(_ body: [UInt8]) -> FixtureResponse {
        guard let root = try? JSONDocument(parsing: body).root, root.member("query")?.string != nil else {
            return FixtureResponse(status: 400, json: #"{"errors":[{"message":"The body has no query."}]}"#)
        }
        let ids = root.member("variables")?.member("ids").map { Array($0.elements) } ?? []
        var writer = JSONWriter()
        writer.beginObject()
        writer.write(name: "data")
        writer.beginObject()
        writer.write(name: "products")
        writer.beginArray()
        var unknown: [String] = []
        for id in ids.compactMap(Self.text) {
            if let product = products.first(where: { $0.text("id") == id }) {
                writer.writeRaw(product.json)
            } else {
                writer.writeNull()
                unknown.append(id)
            }
        }
        writer.endArray()
        writer.endObject()
        if !unknown.isEmpty {
            writer.write(name: "errors")
            writer.beginArray()
            for id in unknown {
                writer.beginObject()
                writer.write(name: "message")
                writer.write(string: "There is no product \(id).")
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
        return FixtureResponse(
            headers: [("content-type", "application/graphql-response+json")], body: writer.bytes)
    }

    private static func text(_ node: JSONNode) -> String? { node.string ?? node.number?.text }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
    }
}
