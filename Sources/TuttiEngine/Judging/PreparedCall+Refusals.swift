internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiUpstream

extension PreparedCall {
    /// What the service says to the client with this response; nil where its status is no refusal, or its body neither JSON nor plain text.
    ///
    /// A page of HTML is not passed on: it would be shown under the gateway's origin, and says nothing to a program.
    func refusal(in response: UpstreamResponse) -> ServiceRefusal? {
        guard let refusals = plan.refusals, refusals.contains(response.status), !response.body.isEmpty else {
            return nil
        }
        let declared = response.headers.first { $0.name == .contentType }?.value
        let type = declared.map(Self.mediaType) ?? Self.json
        guard
            let body = try? CharacterSet(declaredIn: response.headers).transcoded(
                response.body, atMost: maximumResponse)
        else { return nil }
        if type == Self.text {
            guard let text = String(validating: body, as: UTF8.self) else { return nil }
            return ServiceRefusal(type: "text/plain; charset=utf-8", body: body, value: .string(text))
        }
        guard Self.isJSON(type), let document = try? JSONDocument(parsing: body) else { return nil }
        return ServiceRefusal(type: type, body: body, value: .node(document.root))
    }

    private static let json = "application/json"
    private static let text = "text/plain"

    /// The type of a `Content-Type` without its parameters, in lower case.
    private static func mediaType(_ value: String) -> String {
        var bytes = value.utf8.prefix { $0 != UInt8(ascii: ";") }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return String(Substring(bytes)).lowercased()
    }

    /// Whether it is a type of JSON, and holds nothing but what a name of a type may hold (RFC 6838, 4.2).
    private static func isJSON(_ type: String) -> Bool {
        guard type != json else { return true }
        guard type.hasPrefix("application/"), type.hasSuffix("+json"), type.utf8.count <= 100 else { return false }
        return type.utf8.dropFirst("application/".utf8.count).allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
            default: false
            }
        }
    }
}
