/// The keywords of draft 2020-12, and what others take for keywords.
enum SchemaKeyword {
    /// Keywords of the members of objects.
    static let ofMembers = [
        "properties", "required", "patternProperties", "additionalProperties", "propertyNames", "dependentRequired",
        "dependentSchemas",
    ]

    /// Keywords with one schema.
    static let single = [
        "additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema",
    ]

    /// Keywords with a list of schemas.
    static let lists = ["allOf", "anyOf", "oneOf", "prefixItems"]

    /// Keywords with schemas by names; `definitions` is what `$defs` was called.
    static let maps = ["$defs", "definitions", "properties", "patternProperties", "dependentSchemas"]

    private static let others = [
        "type", "const", "enum", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf",
        "minLength",
        "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems", "minContains", "maxContains",
        "minProperties", "maxProperties", "$ref", "$dynamicRef", "$id", "$anchor", "$dynamicAnchor", "$schema",
        "$comment",
        "$vocabulary", "title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples",
        "contentEncoding", "contentMediaType", "example", "discriminator", "xml", "externalDocs",
    ]

    private static let all = Set(ofMembers + single + lists + maps + others)

    static func isKnown(_ keyword: String) -> Bool { all.contains(keyword) }

    /// Words of other drafts and of OpenAPI 3.0, and what is written instead.
    static let foreign = [
        "nullable": "write type: [string, 'null']",
        "dependencies": "write dependentRequired or dependentSchemas",
        "additionalItems": "write items, beside prefixItems",
        "divisibleBy": "write multipleOf",
        "extends": "write allOf",
        "disallow": "write not",
        "id": "write $id",
        "$recursiveRef": "write $dynamicRef",
        "$recursiveAnchor": "write $dynamicAnchor",
        "min": "write minimum, minLength or minItems",
        "max": "write maximum, maxLength or maxItems",
        "optional": "members are optional that required doesn't name",
        "regex": "write pattern",
        "oneof": "write oneOf", "anyof": "write anyOf", "allof": "write allOf",
    ]

    /// The keyword that differs in a letter or two; nil where there is none.
    static func similar(to word: String) -> String? {
        var best: (keyword: String, distance: Int)?
        for keyword in all.sorted() {
            let distance = distance(Array(word.lowercased().utf8), Array(keyword.lowercased().utf8))
            if distance <= 2, distance < (best?.distance ?? 3) { best = (keyword, distance) }
        }
        return best?.keyword
    }

    /// How many letters are to be changed, left out or put in.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard left.count < 40 else { return 40 }
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = cost
            }
        }
        return row[right.count]
    }
}
