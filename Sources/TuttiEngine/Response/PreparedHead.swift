internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// The head of an endpoint's composed responses, as far as the file says something of it: what depends on a request is worked out here.
final class PreparedHead: Sendable {
    /// What comes of it for one request.
    struct Rendered {
        /// The headers, in the order of the file.
        var fields: [HTTPField] = []
        /// The headers that are left out because they can't be worked out, and why.
        var failures: [(name: String, message: String)] = []
    }

    /// The expression of the status gives none.
    struct NoStatus: Error {
        /// Why, for the log.
        let message: String
    }

    /// The calls that it reads.
    let calls: [Int]
    /// Whether a header of the file takes the place of `Content-Type`.
    let hasContentType: Bool
    private let status: Expression?
    private let headers: [Header]
    /// How many headers are the same in each response, and the bytes that they take.
    private let constant: (count: Int, bytes: Int)
    /// Cookies that are the gateway's own: those of sessions.
    private let ownCookies: OwnCookies?

    private struct Header: Sendable {
        let name: HTTPField.Name
        /// The field where it is the same in each response.
        let constant: HTTPField?
        let value: TextTemplate
    }

    init(_ head: ComposedHead, in gateway: GatewayPlan) {
        calls = head.calls
        status = head.status
        headers = head.headers.map { header in
            Header(
                name: header.name,
                constant: header.value.constantText.map { HTTPField(name: header.name, value: $0) },
                value: header.value)
        }
        let constants = headers.compactMap(\.constant)
        constant = (
            constants.count,
            constants.reduce(0) { $0 + ComposedHead.size(of: $1.name, $1.value.utf8.count) }
        )
        hasContentType = headers.contains { $0.name == .contentType }
        ownCookies = gateway.settings.ownCookies
    }

    /// The status; nil where the file has no expression for it.
    ///
    /// `failedLets` are values under names that can't be worked out, by their slots.
    func status(in scope: Scope, failedLets: [Int: String]) throws(NoStatus) -> Int? {
        guard let status else { return nil }
        if let failed = Self.failed(status, failedLets) { throw NoStatus(message: "status: \(failed)") }
        let value: JSONValue
        do {
            value = try status.evaluate(in: scope)
        } catch {
            throw NoStatus(message: "status: `\(status.source)`: \(error.message)")
        }
        guard let code = value.number?.int, (200...599).contains(code) else {
            let found = value.number.map { String($0.text.prefix(20)) } ?? value.kind.indefinite
            throw NoStatus(message: "status: `\(status.source)` is \(found), and a status is 200 to 599")
        }
        return code
    }

    /// The headers for a request.
    func fields(in scope: Scope, failedLets: [Int: String]) -> Rendered {
        var rendered = Rendered()
        // Those that are the same in each response are always there.
        var room = ComposedHead.longest - constant.bytes
        var places = ComposedHead.mostFields - constant.count
        for header in headers {
            if let constant = header.constant {
                rendered.fields.append(constant)
                continue
            }
            do throws(RenderingFailure) {
                var fields: [HTTPField] = []
                var left = room
                for case .placeholder(let expression) in header.value.parts {
                    if let failed = Self.failed(expression, failedLets) { throw RenderingFailure(failed) }
                }
                for value in try header.value.fieldValues(in: scope, isCookie: header.name == .setCookie) {
                    left -= ComposedHead.size(of: header.name, value.utf8.count)
                    guard left >= 0 else {
                        throw RenderingFailure(
                            "with it the headers would have more than \(ComposedHead.longest >> 10) KiB")
                    }
                    guard fields.count < places else {
                        throw RenderingFailure("with it there would be more than \(ComposedHead.mostFields) headers")
                    }
                    fields.append(HTTPField(name: header.name, value: value))
                }
                guard fields.count <= 1 || !ComposedHead.singleHeaders.contains(header.name.canonicalName) else {
                    throw RenderingFailure("it is a list, and a response has one such header")
                }
                if removesOwn(header.name, from: &fields) {
                    rendered.failures.append(
                        (header.name.canonicalName, "a service sets a cookie that is the gateway's own"))
                }
                rendered.fields += fields
                room = left
                places -= fields.count
            } catch {
                rendered.failures.append((header.name.canonicalName, error.message))
            }
        }
        return rendered
    }

    /// Whether a header says how long caches keep the response: beside `Cache-Control` those that some caches follow before it, such as
    /// `CDN-Cache-Control` (RFC 9213).
    static func isForCaches(_ name: HTTPField.Name) -> Bool {
        let text = name.canonicalName
        return text.hasSuffix("cache-control")
            || ["surrogate-control", "edge-control", "x-accel-expires"].contains(text)
    }

    private static func failed(_ expression: Expression, _ lets: [Int: String]) -> String? {
        lets.isEmpty ? nil : expression.slots.lazy.compactMap { lets[$0] }.first
    }

    /// Takes cookies out by which a service would end or forge sessions of the gateway; whether there were some.
    private func removesOwn(_ name: HTTPField.Name, from fields: inout [HTTPField]) -> Bool {
        guard name == .setCookie, let ownCookies else { return false }
        let count = fields.count
        ownCookies.removeSet(from: &fields)
        return fields.count < count
    }
}
