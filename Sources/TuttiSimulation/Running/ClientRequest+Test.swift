internal import HTTPTypes
package import TuttiEngine
internal import TuttiJSON
package import TuttiPlan
internal import TuttiPolicies

extension ClientRequest {
    /// A request as the listener would hand it on.
    package init(_ request: TestRequest, secondsSince1970: Int? = nil) {
        var body: [UInt8] = []
        var headers = request.headers
        if let value = request.body {
            body = value.jsonBytes
            if !headers.contains(where: { $0.name == .contentType }) {
                headers.append(HTTPField(name: .contentType, value: "application/json"))
            }
        }
        self.init(
            id: headers.first { $0.name.canonicalName == "x-request-id" }?.value ?? "test",
            method: request.method, pathParameters: request.pathParameters, query: request.query,
            headers: TestHeaders(headers: headers), body: body, secondsSince1970: secondsSince1970)
        identity = request.identity
    }
}

/// The headers that a test gives.
private struct TestHeaders: ClientHeaders {
    let headers: [HTTPField]

    func values(named name: String) -> [String] {
        headers.filter { $0.name.canonicalName == name.lowercased() }.map(\.value)
    }

    func forEach(_ visit: (_ name: String, _ value: String) -> Void) {
        for header in headers { visit(header.name.rawName, header.value) }
    }
}
