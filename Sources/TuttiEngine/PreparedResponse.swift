internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// The shape of an answer, with the stand-ins worked out at load time.
///
/// `orders: "orders.items[].id"` with `otherwise: []` is null when the stand-in `[]` is put in the place of the answer,
/// for an array has no member `items`. What was meant is that the *section* is `[]`. So where a call is shown in one
/// place only, and the expression there reads nothing else, a stand-in that is no object shows as it is when the
/// expression finds nothing in it. An object is taken to have the answer's shape.
indirect enum PreparedResponse: Sendable {
    case constant(JSONValue)
    case expression(Expression)
    /// The only place that shows the call with this slot.
    case section(Expression, slot: Int)
    case object([(encodedName: [UInt8], value: PreparedResponse)])
    case array([PreparedResponse])

    init(_ template: ValueTemplate) {
        var uses: [Int: Int] = [:]
        template.forEachExpression { expression in
            for slot in expression.slots { uses[slot, default: 0] += 1 }
        }
        self.init(template, uses: uses)
    }

    private init(_ template: ValueTemplate, uses: [Int: Int]) {
        switch template {
        case .constant(let value):
            self = .constant(value)
        case .expression(let expression):
            let slots = expression.slots
            if slots.count == 1, let slot = slots.first, slot >= ScopeName.firstCallSlot, uses[slot] == 1 {
                self = .section(expression, slot: slot)
            } else {
                self = .expression(expression)
            }
        case .object(let members):
            self = .object(members.map { ($0.encodedName, PreparedResponse($0.value, uses: uses)) })
        case .array(let elements):
            self = .array(elements.map { PreparedResponse($0, uses: uses) })
        }
    }

    /// Writes the answer for these names; upstream bytes are spliced.
    ///
    /// An expression that fails writes null, and its message is added to `failures`: the rest of the answer stays.
    func write(in scope: Scope, standIns: [Int], to writer: inout JSONWriter, failures: inout [String]) {
        switch self {
        case .constant(let value):
            writer.write(value)
        case .expression(let expression):
            writer.write(expression.value(in: scope, failures: &failures))
        case .section(let expression, let slot):
            let value = expression.value(in: scope, failures: &failures)
            guard value.isNull, standIns.contains(slot), scope[slot].kind != .object else { return writer.write(value) }
            writer.write(scope[slot])
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.write(encodedName: member.encodedName)
                member.value.write(in: scope, standIns: standIns, to: &writer, failures: &failures)
            }
            writer.endObject()
        case .array(let elements):
            writer.beginArray()
            for element in elements {
                element.write(in: scope, standIns: standIns, to: &writer, failures: &failures)
            }
            writer.endArray()
        }
    }
}

extension ValueTemplate {
    fileprivate func forEachExpression(_ visit: (Expression) -> Void) {
        switch self {
        case .constant: break
        case .expression(let expression): visit(expression)
        case .object(let members): for member in members { member.value.forEachExpression(visit) }
        case .array(let elements): for element in elements { element.forEachExpression(visit) }
        }
    }
}

extension Expression {
    fileprivate func value(in scope: Scope, failures: inout [String]) -> JSONValue {
        do {
            return try evaluate(in: scope)
        } catch {
            failures.append("`\(source)`: \(error.message)")
            return .null
        }
    }
}
