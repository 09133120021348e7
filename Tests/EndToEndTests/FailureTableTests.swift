import FixtureServices
import NIOHTTP1
import Testing

/// What can become of a call to a real service, and what the composition must make of it.
enum Behaviour: String, CaseIterable, Sendable {
    case ok
    case error
    case timeout
    case reset
    case garbage
    case refused
    case unresolved

    /// The reason in `Composition-Status`; nil when the call succeeds.
    var reason: String? {
        switch self {
        case .ok: nil
        case .error: "status"
        case .timeout: "timeout"
        case .reset: "reset"
        case .garbage: "invalid_json"
        case .refused: "connect"
        case .unresolved: "dns"
        }
    }

    var fault: Fault? {
        switch self {
        case .ok, .refused, .unresolved: nil
        case .error: .status(503)
        case .timeout: .hang
        case .reset: .resetMidBody
        case .garbage: .invalidJSON
        }
    }
}

/// One row: what the three services do.
struct Row: Sendable, CustomStringConvertible {
    let calls: [Behaviour]

    var path: String { "/" + calls.map(\.rawValue).joined(separator: "/") }
    var description: String { path }

    static let all = Behaviour.allCases.flatMap { first in
        Behaviour.allCases.flatMap { second in
            Behaviour.allCases.map { third in Row(calls: [first, second, third]) }
        }
    }
}

/// Drives a three-call endpoint through all 7 x 7 x 7 combinations of what services do, over real sockets.
@Suite(.serialized) struct FailureTableTests {
    static let names = ["user", "orders", "payments"]
    static let bodies = [#"{"id":7,"name":"Ada"}"#, #"[{"id":1,"total":19.90}]"#, #"{"paid":12345678901234567890}"#]

    /// A label over 63 bytes (RFC 1035, 2.3.4) resolves nowhere, and no name server that may be slow is asked.
    static let unresolvable = String(repeating: "x", count: 64) + ".invalid"

    /// A required call, one with a fallback, and one without.
    @Test func everyCombinationGivesWhatTheFileDeclares() async throws {
        let keys = ["required: true", "otherwise: []", ""]
        try await drive(keys: keys) { row, response in
            if let reason = row.calls[0].reason {
                Self.expectProblem(
                    response, row, status: reason == "timeout" ? 504 : 502, title: "A required call failed")
                #expect(response.outcomes.first == "user;outcome=failed;reason=\(reason)", "\(row)")
                // The others may have ended before they were cancelled.
                for (name, call) in zip(Self.names, row.calls).dropFirst() {
                    let fallback = name == "orders" ? "fallback" : "failed"
                    let ended = call.reason.map { "\(name);outcome=\(fallback);reason=\($0)" } ?? "\(name);outcome=ok"
                    let possible = [ended, "\(name);outcome=failed;reason=canceled"]
                    #expect(response.outcomes.contains { possible.contains($0) }, "\(row): \(response.outcomes)")
                }
            } else {
                Self.expectMerged(response, row, fallbacks: ["", "[]", "null"])
            }
        }
    }

    /// No call is required: there is a response as long as one of them succeeds.
    @Test func withoutARequiredCallOneSuccessIsAResponse() async throws {
        try await drive(keys: ["", "", ""]) { row, response in
            if let reason = row.calls[0].reason, row.calls.allSatisfy({ $0 != .ok }) {
                Self.expectProblem(response, row, status: reason == "timeout" ? 504 : 502, title: "Every call failed")
                let outcomes = zip(Self.names, row.calls).map { "\($0);outcome=failed;reason=\($1.reason ?? "")" }
                #expect(response.outcomes == outcomes, "\(row)")
            } else {
                Self.expectMerged(response, row, fallbacks: ["null", "null", "null"])
            }
        }
    }

    private static func expectMerged(_ response: ReceivedResponse, _ row: Row, fallbacks: [String]) {
        var members: [String] = []
        var outcomes: [String] = []
        for (index, call) in row.calls.enumerated() {
            let failed = fallbacks[index] == "null" ? "failed" : "fallback"
            members.append("\"\(names[index])\":" + (call == .ok ? bodies[index] : fallbacks[index]))
            outcomes.append(
                "\(names[index]);outcome=" + (call.reason.map { "\(failed);reason=\($0)" } ?? "ok"))
        }
        #expect(response.status == 200, "\(row)")
        #expect(response.body == "{" + members.joined(separator: ",") + "}", "\(row)")
        #expect(response.outcomes == outcomes, "\(row)")
        #expect(response.headers["content-type"] == ["application/json"], "\(row)")
        let isWhole = row.calls.allSatisfy { $0 == .ok }
        #expect(response.headers["cache-control"] == (isWhole ? [] : ["no-store"]), "\(row)")
    }

    private static func expectProblem(_ response: ReceivedResponse, _ row: Row, status: Int, title: String) {
        #expect(response.status == status, "\(row)")
        #expect(response.headers["content-type"] == ["application/problem+json"], "\(row)")
        #expect(response.body.hasPrefix("{\"title\":\"\(title)\",\"status\":\(status),"), "\(row): \(response.body)")
        #expect(response.body.contains("\"call\":\"user\",\"reason\":\"\(row.calls[0].reason ?? "")\""), "\(row)")
        #expect(response.body.contains("\"pointer\":\"/user\""), "\(row)")
        #expect(response.headers["cache-control"] == ["no-store"], "\(row)")
    }

    /// Serves one endpoint per row, each call at a service with that behaviour, and checks each row's answer.
    private func drive(
        keys: [String], _ check: @escaping @Sendable (Row, ReceivedResponse) -> Void
    ) async throws {
        var servers: [FixtureServer] = []
        var services: [String] = []
        for (name, body) in zip(Self.names, Self.bodies) {
            for behaviour in Behaviour.allCases {
                let server = try await FixtureServer.start(name: name) { _ in FixtureResponse(json: body) }
                server.fault = behaviour.fault
                servers.append(server)
                let host = behaviour == .unresolved ? Self.unresolvable : "127.0.0.1"
                if behaviour == .refused { await server.stop() }
                // Only a service that hangs is meant to run into its timeout, on a machine of any speed.
                let timeout = behaviour == .timeout ? "300ms" : "10s"
                services.append(
                    "  \(name)-\(behaviour): { instances: [http://\(host):\(server.port)], timeout: \(timeout), "
                        + "connect-timeout: \(timeout), breaker: { minimum-calls: 1000000 } }")
            }
        }
        let endpoints = Row.all.map { row in
            let calls = zip(Self.names, zip(row.calls, keys)).map { name, call in
                "  \(name): { service: \(name)-\(call.0), get: /\(name)\(call.1.isEmpty ? "" : ", " + call.1) }"
            }
            return "endpoint: GET \(row.path)\ndeadline: 20s\ncalls:\n" + calls.joined(separator: "\n")
        }
        try await RunningGateway.serving(
            gateway: "services:\n" + services.joined(separator: "\n"), endpoints: endpoints.joined(separator: "\n---\n")
        ) { gateway in
            let port = gateway.port
            try await withThrowingTaskGroup(of: Void.self) { group in
                for part in 0..<16 {
                    group.addTask {
                        try await HTTPConnection.open(port: port) { connection in
                            for index in stride(from: part, to: Row.all.count, by: 16) {
                                check(Row.all[index], try await connection.request(.GET, Row.all[index].path))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        for server in servers { await server.stop() }
    }
}
