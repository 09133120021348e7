internal import HTTPTypes
internal import TuttiPolicies

/// The headers of a request as the engine reads them.
struct ReceivedHeaders: ClientHeaders {
    let headers: RequestHeaders

    func values(named name: String) -> [String] {
        headers[name]
    }

    func forEach(_ visit: (_ name: String, _ value: String) -> Void) {
        for field in headers.fields { visit(field.name.rawName, field.value) }
    }
}
