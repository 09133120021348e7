import HTTPTypes
import HostileInput
import Testing
import TuttiComposition
import TuttiEngine
import TuttiSimulation

/// Whatever stands in a placeholder, the request goes to the path, the parameter and the field that the file says.
@Suite struct InjectionProofPlaceholdersTests {
    /// Each placeholder in a call of its own: a value that one place refuses is sent in the others.
    private static let endpoint = """
        endpoint: POST /x/{id}
        calls:
          inBody: { service: users, get: "/body/{body.v}/z" }
          inPath: { service: users, get: "/path/{path.id}/z" }
          placeholder: { service: users, get: "/placeholder?lit=1&v={body.v}&z=2" }
          map: { service: users, get: /map, query: { v: body.v, list: "[body.v, 'x']", z: "'2'" } }
          field: { service: users, get: /field, headers: { x-v: "{body.v}", x-z: "a {body.v} b", x-last: fixed } }
          sent: { service: users, post: /sent, body: { v: body.v } }
        """

    @Test func noValueReachesAnotherPathParameterOrField() throws {
        let composing = try Composing(Self.endpoint, service: "propagate: false") { _ in .body("1") }
        var failures: [String] = []
        for value in HostileValue.all {
            let transport = VirtualTransport { _ in .body("1") }
            let request = ClientRequest(
                id: "r1", method: .post, pathParameters: [value.text], body: Array("{\"v\":\(value.json)}".utf8))
            let engine = composing.engine
            guard transport.run({ await engine.response(request, endpoint: 0, over: transport) }) != nil else {
                failures.append("\(value.json): got stuck")
                continue
            }
            failures += Self.failures(of: value, transport.calls)
        }
        print("hostile values tested: \(HostileValue.all.count)")
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(5))")
        #expect(HostileValue.all.count >= 3_000)
    }

    private static func failures(of value: HostileValue, _ calls: [ScriptedCall]) -> [String] {
        var expected = ["placeholder", "map", "sent"]
        if !value.isRefusedInPath { expected += ["body", "path"] }
        if !value.isRefusedInField { expected += ["field"] }
        var failures: [String] = []
        var made: [String] = []
        for call in calls {
            guard let target = StrictTarget(parsing: Array(call.target.utf8)), let first = target.segments.first else {
                failures.append("\(value.json): \(call.target) is no target")
                continue
            }
            let name = String(decoding: first, as: UTF8.self)
            made.append(name)
            let path = call.target.utf8.prefix { $0 != UInt8(ascii: "?") }
            if StrictTarget.isStep(Array(path)) || call.host != "users" || target != Self.target(name, value) {
                failures.append("\(value.json): \(call.target)")
            }
            if call.headers != Self.headers(name, value) { failures.append("\(value.json): \(call.headers)") }
            if name == "sent", call.body.map({ Array($0.utf8) }) != Array("{\"v\":\(value.json)}".utf8) {
                failures.append("\(value.json): sent \(call.body ?? "nothing")")
            }
        }
        if made.sorted() != expected.sorted() { failures.append("\(value.json): calls \(made), expected \(expected)") }
        return failures
    }

    private static func target(_ name: String, _ value: HostileValue) -> StrictTarget {
        let literal = Array(name.utf8)
        func parameters(_ pairs: [(String, [UInt8])]) -> [StrictTarget.Parameter] {
            pairs.map { StrictTarget.Parameter($0.0.utf8, $0.1) }
        }
        switch name {
        case "body", "path": return StrictTarget(segments: [literal, value.bytes, Array("z".utf8)])
        case "placeholder":
            return StrictTarget(
                segments: [literal],
                parameters: parameters([("lit", [0x31]), ("v", value.bytes), ("z", [0x32])]))
        case "map":
            return StrictTarget(
                segments: [literal],
                parameters: parameters([
                    ("v", value.bytes), ("list", value.bytes), ("list", [0x78]), ("z", [0x32]),
                ]))
        default: return StrictTarget(segments: [literal])
        }
    }

    private static func headers(_ name: String, _ value: HostileValue) -> [String] {
        switch name {
        case "field":
            // White space around a value is no part of it (RFC 9110, 5.5).
            let trimmed = String(decoding: value.bytes.trimmingSpaces(), as: UTF8.self)
            return ["x-last: fixed", "x-v: \(trimmed)", "x-z: a \(value.text) b"]
        case "sent": return ["content-type: application/json"]
        default: return []
        }
    }
}

extension [UInt8] {
    fileprivate func trimmingSpaces() -> ArraySlice<UInt8> {
        var bytes = self[...]
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return bytes
    }
}
