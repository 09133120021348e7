internal import NIOHTTP1
internal import TuttiEngine

/// The headers of a request as the engine reads them.
struct ReceivedHeaders: ClientHeaders {
    let fields: HTTPHeaders

    func values(named name: String) -> [String] {
        fields[name]
    }

    func forEach(_ visit: (_ name: String, _ value: String) -> Void) {
        for (name, value) in fields { visit(name, value) }
    }
}
