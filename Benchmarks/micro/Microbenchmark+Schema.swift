internal import TuttiJSON
internal import TuttiSchema

extension Microbenchmark {
    /// A body of 2 kB that fits its schema: an order with 17 items.
    static let schemas = [
        Microbenchmark(name: "schema-2k", iterations: 200) {
            let schema = try JSONSchema(.node(JSONDocument(parsing: Array(orderSchema.utf8)).root))
            let body = try JSONDocument(parsing: Array(order(items: 17).utf8))
            return {
                guard schema.accepts(body) else { throw Failure("the order doesn't fit") }
                return body.root.count
            }
        }
    ]

    private static let orderSchema = """
        {
          "type": "object", "additionalProperties": false, "required": ["customer", "items"],
          "properties": {
            "customer": {
              "type": "object", "required": ["id", "email"],
              "properties": {
                "id": {"type": "integer", "minimum": 1},
                "email": {"type": "string", "format": "email", "maxLength": 100},
                "name": {"type": "string", "minLength": 1, "maxLength": 80}
              }
            },
            "delivery": {"enum": ["standard", "express"]},
            "placedAt": {"type": "string", "format": "date-time"},
            "items": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"$ref": "#/$defs/item"}}
          },
          "$defs": {
            "item": {
              "type": "object", "additionalProperties": false, "required": ["sku", "quantity", "price"],
              "properties": {
                "sku": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4,8}$"},
                "quantity": {"type": "integer", "minimum": 1, "maximum": 99},
                "price": {"type": "object", "properties": {
                  "amount": {"type": "number", "exclusiveMinimum": 0}, "currency": {"enum": ["EUR", "USD", "GBP"]}
                }},
                "note": {"type": ["string", "null"], "maxLength": 200}
              }
            }
          }
        }
        """

    private static func order(items count: Int) -> String {
        let items = (0..<count).map { index in
            """
            {"sku": "AB-\(100_000 + index)", "quantity": \(index + 1), "price": {"amount": \(index).95, "currency": "EUR"}, \
            "note": "wrapped, please"}
            """
        }
        return """
            {"customer": {"id": 7, "email": "ada@example.com", "name": "Ada Lovelace"}, "delivery": "express", \
            "placedAt": "2026-11-30T12:00:00Z", "items": [\(items.joined(separator: ", "))]}
            """
    }
}
