internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// A call with all that load time can do for it done.
///
/// A class, so that requests hand one reference around and not the twenty in it.
final class PreparedCall: Sendable {
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
    let connectTimeout: TimeSpan

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
        connectTimeout = service.connectTimeout
        basePaths = service.instances.map(\.basePath)
        target = TargetTemplate(call)
        forwardedFields = service.forwardedFields.filter { name in !call.fields.contains { $0.name == name } }

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
                label: call.name,
                fields: constantFields,
                connectTimeout: service.connectTimeout,
                maximumResponseBytes: service.maximumResponse,
                wantedFields: [.retryAfter, .wwwAuthenticate])
        }
    }

    /// What is sent, whichever instance it goes to.
    func content(
        scope: Scope, client: ClientRequest, deadline: MonotonicTime
    ) throws(RenderingFailure) -> CallContent {
        var content = CallContent(target: try target.render(in: scope), deadline: deadline)
        for field in fields {
            content.fields.append(HTTPField(name: field.name, value: try field.value.fieldValue(in: scope)))
        }
        for name in forwardedFields {
            let values = name == .requestID ? [client.id] : client.fields.values(named: name.canonicalName)
            for value in values { content.fields.append(HTTPField(name: name, value: value)) }
        }
        if let body = plan.body {
            var writer = JSONWriter(reserving: 256)
            writer.write(try body.evaluate(in: scope))
            content.body = writer.bytes
        } else if plan.method == .post || plan.method == .put || plan.method == .patch {
            content.body = []  // `Content-Length: 0`, which these methods should say (RFC 9110, 8.6)
        }
        return content
    }

    /// The request of that content to one instance; nil when there is no such instance.
    func request(_ content: CallContent, instance: Int) -> UpstreamRequest? {
        guard routes.indices.contains(instance) else { return nil }
        let basePath = basePaths[instance]
        return UpstreamRequest(
            route: routes[instance], target: basePath.isEmpty ? content.target : basePath + content.target,
            fields: content.fields, body: content.body, deadline: content.deadline)
    }
}

/// What a call sends, but not where to.
struct CallContent: Sendable {
    /// Path and query, without the base path of an instance.
    let target: String
    var fields: [HTTPField] = []
    var body: [UInt8]?
    let deadline: MonotonicTime
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

    /// The text as the value of a header field; control characters other than a tab are refused (RFC 9110, 5.5).
    fileprivate func fieldValue(in scope: Scope) throws(RenderingFailure) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let piece):
                text += piece
            case .hole(let expression):
                let piece = try expression.holeText(in: scope)
                guard !piece.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
                    throw RenderingFailure(expression, "holds a control character, which a header field can't carry")
                }
                text += piece
            }
        }
        return text
    }
}
