internal import Synchronization
internal import TuttiJSON

/// What was written under numbers that clients choose, and taken back, since the service started.
///
/// - `PUT /R/{number}` with an object writes an entry: 201, and 200 when it is there already.
/// - `POST /R` with `{"number": …}` does the same. It honours `Idempotency-Key`: the same key again gets the first response, with another
///   body 422.
/// - A second `POST` for a number that is there, with another key or without one, gets 200, and counts as a second write.
/// - With `If-None-Match: *`, both refuse a number that is there already: 412 (RFC 9110, 13.1.2).
/// - `DELETE /R/{number}` takes an entry back: 204; 404 when there is none. The number can't be used any more (410): a write that
///   arrives after it was taken back has no effect.
/// - `GET /R` lists the entries, with `writtenTwice`, the numbers that were written more than once.
package final class WriteLedger: Sendable {
    private struct State {
        /// What each number has: nil where it was taken back.
        var entries: [String: [UInt8]?] = [:]
        /// The first response to each key.
        var keys: [String: (body: [UInt8], response: FixtureResponse)] = [:]
        /// How often a number was written anew.
        var writes: [String: Int] = [:]
    }

    /// More are refused with 507.
    private static let most = 10_000
    private let state = Mutex(State())
    private let resource: String

    /// A ledger without entries; `resource` is the first segment of its paths.
    package init(_ resource: String) {
        self.resource = resource
    }

    /// The numbers of the entries that are there.
    package var numbers: Set<String> {
        state.withLock { state in Set(state.entries.filter { $0.value != nil }.keys) }
    }

    /// The numbers that were written at any time, those included that were taken back.
    package var everWritten: Set<String> { state.withLock { Set($0.writes.keys) } }

    /// The numbers that were written more than once.
    package var writtenTwice: Set<String> {
        state.withLock { state in Set(state.writes.filter { $0.value > 1 }.keys) }
    }

    /// The response to a request for this resource; nil for any other request.
    package func response(to request: FixtureRequest) -> FixtureResponse? {
        let segments = request.path.split(separator: "/").map { QueryString.decoded($0) }
        guard segments.first == resource, segments.count <= 2 else { return nil }
        let number = segments.dropFirst().first
        switch (request.method, number) {
        case ("GET", nil), ("HEAD", nil): return list()
        case ("PUT", let number?): return state.withLock { write(number, request, to: &$0) }
        case ("POST", nil): return post(request)
        case ("DELETE", let number?): return takeBack(number)
        default: return nil
        }
    }

    private func post(_ request: FixtureRequest) -> FixtureResponse {
        guard let object = try? JSONDocument(parsing: request.body).root, object.kind == .object,
            let number = object.members.first(where: { $0.name.string == "number" })?.value
        else {
            return .problem(
                400, title: "No number", detail: "POST /\(resource) takes an object with a member `number`.")
        }
        let name = number.string ?? String(decoding: number.compact, as: UTF8.self)
        // All under one lock: of two with the same key at once, one writes.
        return state.withLock { state in
            guard let key = request.header("idempotency-key") else {
                return write(name, request, adds: true, to: &state)
            }
            if let known = state.keys[key] {
                return known.body == request.body
                    ? known.response
                    : .problem(
                        422, title: "Another request", detail: "This Idempotency-Key was used with another body.")
            }
            let response = write(name, request, adds: true, to: &state)
            if state.keys.count < Self.most { state.keys[key] = (request.body, response) }
            return response
        }
    }

    /// Writes an entry; where it `adds`, one that is there already is written once more.
    private func write(
        _ number: String, _ request: FixtureRequest, adds: Bool = false, to state: inout State
    ) -> FixtureResponse {
        let isNew = request.header("if-none-match") == "*"
        var record = JSONWriter()
        record.beginObject()
        record.write(name: "number")
        record.write(string: number)
        record.endObject()
        switch state.entries[number] {
        case .some(.some):
            guard !isNew else {
                return .problem(412, title: "There already", detail: "There is a “\(number)” under /\(resource).")
            }
            if adds { state.writes[number, default: 0] += 1 }
            return FixtureResponse(body: record.bytes)
        case .some(.none):
            return .problem(410, title: "Taken back", detail: "“\(number)” was taken back, and stays so.")
        case .none:
            guard state.entries.count < Self.most else {
                return .problem(507, title: "Full", detail: "The ledger has no room.")
            }
            state.entries[number] = .some(record.bytes)
            state.writes[number, default: 0] += 1
            return FixtureResponse(status: 201, body: record.bytes)
        }
    }

    private func takeBack(_ number: String) -> FixtureResponse {
        state.withLock { state in
            let wasThere = state.entries[number].flatMap { $0 } != nil
            if wasThere || state.entries.count < Self.most { state.entries[number] = .some(nil) }
            return wasThere
                ? FixtureResponse(status: 204)
                : .problem(404, title: "Not there", detail: "There is no “\(number)” under /\(resource).")
        }
    }

    private func list() -> FixtureResponse {
        let entries = state.withLock { $0.entries.sorted { $0.key < $1.key }.compactMap(\.value) }
        var body = JSONWriter()
        body.beginObject()
        body.write(name: "count")
        body.write(entries.count)
        body.write(name: resource)
        body.write(records: entries)
        body.write(name: "writtenTwice")
        body.beginArray()
        for number in writtenTwice.sorted() { body.write(string: number) }
        body.endArray()
        body.endObject()
        return FixtureResponse(body: body.bytes)
    }
}
