package import TuttiExpressions
package import TuttiJSON
package import TuttiPlan

/// The shape of a response, with the fallbacks worked out at load time.
///
/// `orders: "orders.items[].id"` with `otherwise: []` is null when the fallback `[]` is put in the place of the response,
/// for an array has no member `items`. What was meant is that the *section* is `[]`. So where a call is shown in one
/// place only, and the expression there reads nothing else, a fallback that is no object shows as it is when the
/// expression finds nothing in it. An object is taken to have the response's shape.
package indirect enum PreparedResponse: Sendable {
    case constant(JSONValue)
    /// An expression, and where its value stands.
    case expression(Expression, JSONPointer)
    /// The only place that shows the call with this slot.
    case section(Expression, JSONPointer, slot: Int)
    case object([Member])
    case array([PreparedResponse])
    /// An object with the member that the endpoint's `meta` names, which says what happened to each call.
    case statement([Member], encodedName: [UInt8], name: String)

    /// A member of an object.
    package struct Member: Sendable {
        let name: String
        let encodedName: [UInt8]
        let value: PreparedResponse
    }

    /// The shape of this response.
    ///
    /// - Parameters:
    ///   - template: the response as the file describes it.
    ///   - metaMember: the member that says what happened to each call; nil for none.
    package init(_ template: ValueTemplate, metaMember: String? = nil) {
        self.init(template, at: JSONPointer(tokens: []), uses: template.slotUses)
        guard let metaMember else { return }
        let members: [Member]
        switch self {
        case .object(let own): members = own
        case .constant(.object(let own)):
            members = own.members.map {
                let member = ValueTemplate.Member(name: $0.name, value: .constant($0.value))
                return Member(name: $0.name, encodedName: member.encodedName, value: .constant($0.value))
            }
        default: return
        }
        let own = ValueTemplate.Member(name: metaMember, value: .constant(.null))
        self = .statement(members, encodedName: own.encodedName, name: metaMember)
    }

    private init(_ template: ValueTemplate, at pointer: JSONPointer, uses: [Int: Int]) {
        switch template {
        case .constant(let value):
            self = .constant(value)
        case .expression(let expression):
            if let slot = expression.onlyCallShown(uses) {
                self = .section(expression, pointer, slot: slot)
            } else {
                self = .expression(expression, pointer)
            }
        case .object(let members):
            self = .object(
                members.map {
                    Member(
                        name: $0.name, encodedName: $0.encodedName,
                        value: PreparedResponse($0.value, at: pointer.appending($0.name), uses: uses))
                })
        case .array(let elements):
            self = .array(
                elements.enumerated().map {
                    PreparedResponse($0.element, at: pointer.appending(String($0.offset)), uses: uses)
                })
        }
    }

    /// What a response is made of, and the failures while it is written.
    package struct Values {
        let scope: Scope
        /// The slots of the calls whose value is one of `otherwise`.
        let fallbacks: [Int]
        /// The expressions that failed: null is written in their place, and the rest of the response stays.
        var failures: [Failure] = []
        /// What happened to each call.
        var statement: JSONValue = .null
        /// The values under names that can't be worked out, and why, by their slots.
        var failedLets: [Int: String] = [:]

        /// The values in a scope; `fallbacks` are the slots of the calls whose value is one of `otherwise`.
        package init(scope: Scope, fallbacks: [Int]) {
            self.scope = scope
            self.fallbacks = fallbacks
        }
    }

    /// A part of the response that could not be computed.
    struct Failure {
        /// Where it stands in the response.
        let pointer: JSONPointer
        /// Which expression failed, and why.
        let message: String
    }

    /// Writes the response for these values; upstream bytes are spliced.
    ///
    /// - Parameters:
    ///   - values: what expressions read, and where failures are noted.
    ///   - selection: the parts that are wanted; nil for all of it.
    ///   - writer: what it is written to.
    package func write(_ values: inout Values, selecting selection: FieldSelection? = nil, to writer: inout JSONWriter)
    {
        switch self {
        case .constant(let value):
            writer.write(value, selecting: selection ?? FieldSelection())
        case .expression(let expression, let pointer):
            if !expression.write(&values, at: pointer, selection, to: &writer) { writer.writeNull() }
        case .section(let expression, let pointer, let slot):
            guard !expression.write(&values, at: pointer, selection, to: &writer) else { return }
            guard values.fallbacks.contains(slot), values.scope[slot].kind != .object else { return writer.writeNull() }
            writer.write(values.scope[slot], selecting: selection ?? FieldSelection())
        case .object(let members):
            writer.beginObject()
            writeMembers(members, &values, selection, to: &writer)
            writer.endObject()
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(&values, selecting: selection, to: &writer) }
            writer.endArray()
        case .statement(let members, let encodedName, let name):
            writer.beginObject()
            writeMembers(members, &values, selection, to: &writer)
            if let part = (selection ?? FieldSelection()).member(name) {
                writer.write(encodedName: encodedName)
                writer.write(values.statement, selecting: part)
            }
            writer.endObject()
        }
    }

    private func writeMembers(
        _ members: [Member], _ values: inout Values, _ selection: FieldSelection?, to writer: inout JSONWriter
    ) {
        for member in members {
            var part: FieldSelection?
            if let selection {
                guard let selected = selection.member(member.name) else { continue }
                part = selected.isWhole ? nil : selected
            }
            writer.write(encodedName: member.encodedName)
            member.value.write(&values, selecting: part, to: &writer)
        }
    }
}

extension Expression {
    /// Writes the selected parts of the value, unless it is null; returns whether it did.
    fileprivate func write(
        _ values: inout PreparedResponse.Values, at pointer: JSONPointer, _ selection: FieldSelection?,
        to writer: inout JSONWriter
    ) -> Bool {
        if !values.failedLets.isEmpty {
            let failedLets = values.failedLets
            if let failed = slots.compactMap({ failedLets[$0] }).first {
                values.failures.append(PreparedResponse.Failure(pointer: pointer, message: failed))
                return false
            }
        }
        do {
            guard let selection, !selection.isWhole else { return try write(in: values.scope, to: &writer) }
            let value = try evaluate(in: values.scope)
            guard !value.isNull else { return false }
            writer.write(value, selecting: selection)
            return true
        } catch {
            values.failures.append(
                PreparedResponse.Failure(pointer: pointer, message: "`\(source)`: \(error.message)"))
            return false
        }
    }
}
