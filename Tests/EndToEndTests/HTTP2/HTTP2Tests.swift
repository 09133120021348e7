import Dispatch
import FilesOnDisk
import ScriptedServices
import Testing
import TuttiResilience

@testable import TuttiServer

/// Requests and responses of HTTP/2, over a real connection.
@Suite struct HTTP2Tests {
    @Test(arguments: [
        ("get", "200 1"), ("head", "200 content-length=1"), ("post", "200 … 200002 bytes"),
        ("cookies", #"200 {"cookie":"a=1; b=2","host":"shop.example.com","a":1}"#),
        ("host", #"200 {"cookie":null,"host":"other.example.com","a":1}"#), ("expect_continue", "['100'] 200 5"),
        ("trailers", "200 5"), ("large", "200 … 500002 bytes"), ("streams_end_as_they_are_done", "True 200 2 50"),
    ])
    func requestsAreAnswered(scenario: String, outcome: String) async throws {
        try await HTTP2Bench.serving { bench in
            let actual = try await bench.outcome(of: scenario) { bench.gate.signal() }
            #expect(actual == outcome)
        }
    }

    /// The service speaks HTTP/1.1.
    @Test(arguments: [
        ("get", "200 1"), ("head", "200 content-length=1"), ("post", "200 … 200002 bytes"), ("trailers", "200 5"),
        ("large", "200 … 500002 bytes"), ("body_over_its_bound", "413 200 1"),
    ])
    func requestsAreForwarded(scenario: String, outcome: String) async throws {
        try await HTTP2Bench.serving("route: /**\nto: users") { bench in
            let actual = try await bench.outcome(of: scenario)
            #expect(actual == outcome)
        }
    }

    @Test(arguments: [("head", "200 content-length=1"), ("get", "200 1"), ("large", "200 … 500002 bytes")])
    func filesAreSent(scenario: String, outcome: String) async throws {
        let folder = try FolderOnDisk()
        try folder.write("1", to: "a")
        try folder.write(String(repeating: "x", count: 500_002), to: "large")
        try await HTTP2Bench.serving("route: /**\nfiles: \(folder.path)") { bench in
            let actual = try await bench.outcome(of: scenario)
            #expect(actual == outcome)
        }
    }

    /// What breaks off is reset, so that nobody takes it for the whole; before the head, it is a problem.
    @Test(arguments: [
        ("", "502"), ("HTTP/1.1 200 OK\r\nA: b", "502"), ("SSH-2.0-x\r\n", "502"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234", "RST 2"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n", "RST 2"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1234x", "RST 2"),
    ])
    func aServiceFails(bytes: String, outcome: String) async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write(bytes)
        }
        let gateway =
            "listen: { address: 127.0.0.1:0, http2: prior-knowledge }\nservices: { users: { instances: [\"http://127.0.0.1:\(service.port)\"] } }"
        try await RunningGateway.serving(gateway: gateway, endpoints: "route: /**\nto: users\nretry: false") {
            gateway in
            let bench = HTTP2Bench(gateway: gateway, gate: DispatchSemaphore(value: 0))
            let actual = try await bench.outcome(of: "get")
            #expect(actual.hasPrefix(outcome))
        }
    }

    /// What makes a request malformed (RFC 9113, 8.1.1 to 8.3.1) ends its stream with an error or is answered; the connection goes on.
    @Test(arguments: [
        ("no_path", "RST 1"), ("empty_path", "RST 1"), ("absolute_path", "400"), ("no_method", "RST 1"),
        ("no_authority", "400"), ("other_host", "400"), ("two_hosts", "400"), ("two_paths", "RST 1"),
        ("pseudo_field_behind", "RST 1"), ("unknown_pseudo_field", "RST 1"), ("upper_case", "RST 1"),
        ("connection", "RST 1"), ("transfer_encoding", "RST 1"), ("upgrade", "RST 1"), ("te", "RST 1"),
        ("te_trailers", "200"), ("line_feed", "RST 1"), ("white_space", "400"), ("connect", "501"),
        ("lower_case_method", "501"),
        ("too_short", "RST 1"), ("too_long", "RST 1"), ("two_lengths", "RST 1"), ("many_fields", "431"),
        ("body_over_its_bound", "413"),
    ])
    func malformedRequestsAreRefused(scenario: String, outcome: String) async throws {
        try await HTTP2Bench.serving { bench in
            let actual = try await bench.outcome(of: scenario)
            #expect(actual == outcome + " 200 1")
        }
    }

    @Test func otherClientsOfTheListenerMaySpeakHTTP1() async throws {
        try await HTTP2Bench.serving { bench in
            #expect(try await HTTPConnection.get(port: bench.gateway.port, "/a").body == "1")
            #expect(try await bench.gateway.sample("tutti_client_http2_requests_total") == 0)
            _ = try await bench.outcome(of: "get")
            #expect(try await bench.gateway.sample("tutti_client_http2_requests_total") == 1)
        }
    }

    @Test func aDrainEndsWhatHasBegun() async throws {
        try await HTTP2Bench.serving { bench in
            let server = bench.gateway.server
            async let outcome = bench.outcome(of: "drain") {
                try await bench.gateway.eventually("tutti_client_requests_running", is: 1)
                Task { await server.drain() }
                try await eventually("the gateway drains") {
                    try await HTTPConnection.get(port: bench.gateway.adminPort, "/readyz").status == 503
                }
                bench.gate.signal()
            }
            let actual = try await outcome
            #expect(actual == "200 2 GOAWAY 0")
        }
    }
}
