internal import NIOHTTP1
internal import TuttiEngine

/// The header fields of a request as the engine reads them.
struct ReceivedFields: ClientFields {
    let fields: HTTPHeaders

    func values(named name: String) -> [String] {
        fields[name]
    }

    func forEach(_ visit: (_ name: String, _ value: String) -> Void) {
        for (name, value) in fields { visit(name, value) }
    }
}
