internal import Synchronization
internal import TuttiJSON

/// What was made by POST since the service started, so that a request sent twice shows.
final class CreatedRecords: Sendable {
    private struct State {
        var count = 0
        var records: [[UInt8]] = []
    }

    /// More are counted, but not stored.
    private static let kept = 10_000
    private let state = Mutex(State())
    private let resource: String
    private let identifier: @Sendable (Int) -> String

    /// - Parameters:
    ///   - resource: `orders`; names the list and the location.
    ///   - identifier: the JSON text of the n-th record's id, from 1.
    init(resource: String, identifier: @escaping @Sendable (Int) -> String) {
        self.resource = resource
        self.identifier = identifier
    }

    /// Answers 201 with the object that came and its new `id` in front; 400 when it is no object.
    func create(from body: [UInt8]) -> FixtureResponse {
        guard let object = try? JSONDocument(parsing: body).root, object.kind == .object else {
            return .problem(400, title: "Not a JSON object", detail: "POST /\(resource) takes a JSON object.")
        }
        let (id, record) = state.withLock { state in
            state.count += 1
            let id = identifier(state.count)
            var record = JSONWriter()
            record.beginObject()
            record.write(name: "id")
            record.writeRaw(Array(id.utf8))
            for (name, value) in object.members where name.string != "id" {
                record.write(name: name.string ?? "")
                record.writeRaw(value.compact)
            }
            record.endObject()
            if state.records.count < Self.kept { state.records.append(record.bytes) }
            return (id, record.bytes)
        }
        let location = "/\(resource)/" + id.filter { $0 != "\"" }
        return FixtureResponse(status: 201, headers: [("location", location)], body: record)
    }

    /// The list so far: `{"count":2,"orders":[…]}`.
    func list() -> FixtureResponse {
        let (count, records) = state.withLock { ($0.count, $0.records) }
        var body = JSONWriter()
        body.beginObject()
        body.write(name: "count")
        body.write(count)
        body.write(name: resource)
        body.write(records: records)
        body.endObject()
        return FixtureResponse(body: body.bytes)
    }
}
