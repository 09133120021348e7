internal import HTTPTypes
internal import TuttiCaching
internal import TuttiPlan
internal import TuttiXML

/// What makes two requests the same: service, method, target, headers, whose token it shows, body, which redirects are followed, and how the
/// response is read.
///
/// `X-Request-Id` and the headers of W3C Trace Context don't count: they differ each time, and change nothing about the response.
extension CacheKey {
    private static let unheeded: [HTTPField.Name] = [.requestID, .traceParent, .traceState]

    /// The key of a call's request.
    init(call: PreparedCall, service: Service, content: CallContent) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + content.target.utf8.count)
        Self.append(service.identity, to: &bytes)
        switch call.plan.bodyKind {
        case .json: bytes.append(call.plan.bodyFormat == .graphQL ? 2 : 0)
        case .text: bytes.append(1)
        case .form: bytes.append(3)
        case .lines: bytes.append(4)
        case .xml(let reading):
            bytes.append(5)
            for name in reading.lists { bytes.append(contentsOf: Array(name.utf8) + [0]) }
            bytes.append(0)
        }
        func append(_ text: String) {
            bytes.append(contentsOf: text.utf8)
            bytes.append(0)  // no method, target or header holds it
        }
        append(call.plan.method.rawValue)
        append(content.target)
        for name in call.wantedHeaders { append(name.canonicalName) }
        append("")  // a header has a name
        let vary = call.plan.cache?.vary
        if let vary { append("vary " + vary.map(\.canonicalName).joined(separator: ",")) }
        for header in call.constantHeaders + content.headers where !Self.unheeded.contains(header.name) {
            // Whose a response is counts in any case.
            if let vary, header.name != .authorization, header.name != .cookie, !vary.contains(header.name) { continue }
            append(header.name.canonicalName)
            append(header.value)
        }
        append("")
        append(call.followedRedirects)
        // What is given to one client may not be given to another.
        if let credential = content.credential { bytes.append(contentsOf: credential.owner + [0]) }
        if let body = content.body { bytes.append(contentsOf: body) }
        self.init(bytes)
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        for shift in stride(from: 0, to: Int.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}
