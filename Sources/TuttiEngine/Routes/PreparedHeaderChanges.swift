internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiPlan

/// The `headers` or `response-headers` of a route, with everything computed that does not depend on a request.
struct PreparedHeaderChanges: Sendable {
    /// The changes without those of `varying`.
    private let constant: HeaderChanges
    private let varying: [(name: HTTPField.Name, value: TextTemplate)]

    /// The changes that a route makes.
    ///
    /// - Parameters:
    ///   - changes: those of the route.
    ///   - fixed: headers that are the same in each message; not those that the route names.
    ///   - dropped: further headers of the sender that are dropped.
    init(_ changes: [HeaderChange], besides fixed: [HTTPField] = [], dropping dropped: [HTTPField.Name] = []) {
        let named = changes.map(\.name)
        let others = fixed.filter { !named.contains($0.name) }
        var fields = others
        var varying: [(name: HTTPField.Name, value: TextTemplate)] = []
        for change in changes {
            guard let template = change.value else { continue }
            if let text = template.constantText {
                fields.append(HTTPField(name: change.name, value: text))
            } else {
                varying.append((change.name, template))
            }
        }
        constant = HeaderChanges(dropped: named + others.map(\.name) + dropped, fields: fields)
        self.varying = varying
    }

    /// Whether they read the client's request.
    var varies: Bool { !varying.isEmpty }

    /// The changes for one message, which gets the `further` headers, too.
    func rendered(in scope: Scope, adding further: [HTTPField] = []) throws(RenderingFailure) -> HeaderChanges {
        guard !varying.isEmpty || !further.isEmpty else { return constant }
        var fields = constant.fields
        fields.reserveCapacity(fields.count + varying.count + further.count)
        for (name, template) in varying {
            guard let value = try template.fieldValue(in: scope) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        return HeaderChanges(dropped: constant.dropped, fields: fields, adding: further)
    }
}
