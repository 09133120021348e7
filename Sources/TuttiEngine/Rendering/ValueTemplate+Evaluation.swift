package import TuttiExpressions
package import TuttiJSON
package import TuttiPlan

extension ValueTemplate {
    /// The value in a scope.
    package func evaluate(in scope: Scope) throws(RenderingFailure) -> JSONValue {
        switch self {
        case .constant(let value):
            return value
        case .expression(let expression):
            do {
                return try expression.evaluate(in: scope)
            } catch {
                throw RenderingFailure("`\(expression.source)`: \(error.message)", reading: expression.slots)
            }
        case .object(let members):
            var object = JSONObject()
            object.reserveCapacity(members.count)
            for member in members {
                object[member.name] = try member.value.evaluate(in: scope)
            }
            return .object(object)
        case .array(let elements):
            var values: [JSONValue] = []
            values.reserveCapacity(elements.count)
            for element in elements {
                values.append(try element.evaluate(in: scope))
            }
            return .array(values)
        }
    }

    /// The slots that its expressions read.
    package var slots: Set<Int> {
        switch self {
        case .constant: []
        case .expression(let expression): expression.slots
        case .object(let members): members.reduce(into: []) { $0.formUnion($1.value.slots) }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion($1.slots) }
        }
    }
}
