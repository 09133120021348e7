internal import NIOHTTP1
internal import TuttiPolicies

/// The headers of a request as the engine reads them.
struct ReceivedHeaders: ClientHeaders {
    let headers: HTTPHeaders

    func values(named name: String) -> [String] {
        headers[name]
    }

    func forEach(_ visit: (_ name: String, _ value: String) -> Void) {
        for (name, value) in headers { visit(name, value) }
    }
}
