internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// A call with all that load time can do for it done.
struct PreparedCall: Sendable {
    let plan: CallPlan
    /// The slot of its result in the scope.
    let slot: Int
    /// The calls that read its result.
    let dependents: [Int]
    /// Its name in `Composition-Status`, as an RFC 8941 token or string.
    let statusName: String
    /// Whether `select` reads the document through `$`, and so needs the scope.
    let selectReadsDocument: Bool
    /// A timeout with less time than this says nothing about the service: the endpoint's deadline cut it short.
    let conclusiveTimeout: TimeSpan

    private let routes: [UpstreamRoute]
    private let basePaths: [String]
    private let target: TargetTemplate
    private let fields: [FieldTemplate]
    private let forwardedFields: [HTTPField.Name]

    init(index: Int, of endpoint: EndpointPlan, service: ServicePlan) {
        let call = endpoint.calls[index]
        plan = call
        slot = ScopeName.firstCallSlot + index
        dependents = endpoint.calls.indices.filter { other in
            endpoint.calls[other].inputs.contains { $0.call == index }
        }
        statusName = CompositionStatus.name(of: call.name)
        selectReadsDocument = call.select?.slots.isEmpty == false
        conclusiveTimeout = TimeSpan(nanoseconds: min(call.timeout, endpoint.deadline).nanoseconds / 2)
        basePaths = service.instances.map(\.basePath)
        target = TargetTemplate(call)
        forwardedFields = service.forwardedFields

        var constantFields = service.fields
        var varyingFields: [FieldTemplate] = []
        for field in call.fields {
            constantFields.removeAll { $0.name == field.name }
            if let value = field.value.constantText {
                constantFields.append(HTTPField(name: field.name, value: value))
            } else {
                varyingFields.append(field)
            }
        }
        let namesContentType = call.fields.contains { $0.name == .contentType }
        if call.body != nil, !namesContentType {
            constantFields.append(HTTPField(name: .contentType, value: "application/json"))
        }
        fields = varyingFields
        routes = service.instances.map { instance in
            UpstreamRoute(
                origin: UpstreamOrigin(
                    scheme: instance.isSecure ? .https : .http, host: instance.host, port: instance.port),
                method: call.method,
                fields: constantFields,
                connectTimeout: service.connectTimeout,
                maximumResponseBytes: service.maximumResponse,
                wantedFields: [.retryAfter])
        }
    }

    /// The request to send to one instance.
    func request(
        instance: Int, scope: Scope, client: ClientRequest, deadline: MonotonicTime
    ) throws(RenderingFailure) -> UpstreamRequest {
        guard routes.indices.contains(instance) else { throw RenderingFailure("the service has no instance") }
        var request = UpstreamRequest(
            route: routes[instance],
            target: try target.render(in: scope, basePath: basePaths[instance]),
            deadline: deadline)
        for field in fields {
            let value = try field.value.fieldValue(in: scope)
            request.fields.append(HTTPField(name: field.name, value: value))
        }
        for name in forwardedFields {
            forward(name, of: client, to: &request)
        }
        if let body = plan.body {
            var writer = JSONWriter(reserving: 256)
            writer.write(try body.evaluate(in: scope))
            request.body = writer.bytes
        }
        return request
    }

    private func forward(_ name: HTTPField.Name, of client: ClientRequest, to request: inout UpstreamRequest) {
        guard !plan.fields.contains(where: { $0.name == name }) else { return }
        let values = name == .requestID ? [client.id] : client.fields.values(named: name.canonicalName)
        for value in values {
            request.fields.append(HTTPField(name: name, value: value))
        }
    }
}

extension HTTPField.Name {
    static let retryAfter = literal("Retry-After")
    static let requestID = literal("X-Request-Id")
    static let compositionStatus = literal("Composition-Status")

    /// A name written in the source; the fallback is never taken, and is no trap.
    private static func literal(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name) ?? .via
    }
}

extension TextTemplate {
    /// The text when it has no hole.
    fileprivate var constantText: String? {
        var text = ""
        for part in parts {
            guard case .literal(let piece) = part else { return nil }
            text += piece
        }
        return text
    }

    /// The text as the value of a header field; line breaks and NUL are refused (RFC 9110, 5.5).
    fileprivate func fieldValue(in scope: Scope) throws(RenderingFailure) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let piece):
                text += piece
            case .hole(let expression):
                let piece = try expression.holeText(in: scope)
                guard !piece.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
                    throw RenderingFailure(expression, "holds a line break or NUL, which a header field can't carry")
                }
                text += piece
            }
        }
        return text
    }
}
