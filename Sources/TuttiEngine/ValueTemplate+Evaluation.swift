internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

extension ValueTemplate {
    /// The value for these names.
    func evaluate(in scope: Scope) throws(RenderingFailure) -> JSONValue {
        switch self {
        case .constant(let value):
            return value
        case .expression(let expression):
            do {
                return try expression.evaluate(in: scope)
            } catch {
                throw RenderingFailure("`\(expression.source)`: \(error.message)")
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

    /// Writes the value for these names; upstream bytes are spliced.
    ///
    /// An expression that fails writes null, and its message is added to `failures`: the rest of the answer stays.
    func write(in scope: Scope, to writer: inout JSONWriter, failures: inout [String]) {
        switch self {
        case .constant(let value):
            writer.write(value)
        case .expression(let expression):
            do {
                writer.write(try expression.evaluate(in: scope))
            } catch {
                failures.append("`\(expression.source)`: \(error.message)")
                writer.writeNull()
            }
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.write(encodedName: member.encodedName)
                member.value.write(in: scope, to: &writer, failures: &failures)
            }
            writer.endObject()
        case .array(let elements):
            writer.beginArray()
            for element in elements {
                element.write(in: scope, to: &writer, failures: &failures)
            }
            writer.endArray()
        }
    }
}
