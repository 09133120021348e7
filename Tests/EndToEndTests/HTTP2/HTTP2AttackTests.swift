import Testing
import TuttiResilience

@testable import TuttiServer

/// What clients of HTTP/2 may try, and what it comes to; docs/operations.md has the same table.
@Suite struct HTTP2AttackTests {
    @Test(arguments: [
        ("rapid_reset", "GOAWAY 11"), ("made_you_reset", "GOAWAY 11"), ("continuation_flood", "GOAWAY 11"),
        ("empty_continuations", "GOAWAY 11"), ("settings_flood", "GOAWAY 11"), ("ping_flood", "GOAWAY 11"),
        ("priority_flood", "GOAWAY 11"), ("empty_data", "GOAWAY 11"), ("header_bomb", "GOAWAY 9"),
        ("large_fields", "GOAWAY 1"), ("connection_window_overflow", "GOAWAY 3"), ("stream_window_overflow", "RST 3"),
        ("window_increment_of_zero", "GOAWAY 1"), ("settings_that_overflow_windows", "GOAWAY 3"),
        ("too_many_streams", "GOAWAY 1"), ("data_without_a_stream", "GOAWAY 1"), ("data_on_stream_zero", "GOAWAY 1"),
        ("headers_of_an_even_stream", "GOAWAY 1"), ("headers_of_a_lower_stream", "GOAWAY 1"),
        ("frame_over_its_bound", "GOAWAY 6"), ("push_promise", "GOAWAY 1"), ("wrong_compression", "GOAWAY 9"),
        ("another_preface", "closed"), ("preface_without_settings", "GOAWAY 1"),
        ("malformed_requests_in_a_row", "GOAWAY 11"),
    ])
    func endsTheirConnectionAndNoOther(scenario: String, outcome: String) async throws {
        try await HTTP2Bench.serving { bench in
            #expect(try await bench.outcome(of: scenario) == outcome)
            #expect(try await bench.outcome(of: "get") == "200 1")
            try await bench.gateway.eventually("tutti_client_connections", is: 0)
            try await bench.gateway.eventually("tutti_client_requests_running", is: 0)
        }
    }

    @Test(arguments: [
        ("window_that_stays_closed", "RST 2"), ("closed_windows_of_many_streams", "RST [2] 100"),
        ("headers_that_never_end", "GOAWAY 0"),
        ("body_that_never_ends", "408"),
        ("nothing_after_the_preface", "GOAWAY 0"),
    ])
    func whoIsTooSlowIsCutOff(scenario: String, outcome: String) async throws {
        try await HTTP2Bench.serving(limits: {
            $0.headTime = .milliseconds(200)
            $0.bodyTime = .milliseconds(200)
            $0.writeTime = .milliseconds(200)
            $0.idleTime = .milliseconds(200)
            $0.drainTime = .milliseconds(200)
        }) { bench in
            #expect(try await bench.outcome(of: scenario) == outcome)
            try await bench.gateway.eventually("tutti_client_connections", is: 0)
        }
    }

    /// A client may read as slowly as it likes, as long as it reads.
    @Test func oneByteAtATimeIsServed() async throws {
        try await HTTP2Bench.serving { bench in
            let outcome = try await bench.outcome(of: "windows_of_one_byte")
            #expect(outcome == "200 … 500002 bytes")
        }
    }

    /// Of a request that is forwarded as it comes.
    @Test func aBodyThatTricklesIsCutOff() async throws {
        try await HTTP2Bench.serving("route: /**\nto: users", limits: { $0.bodyTime = .milliseconds(500) }) { bench in
            let outcome = try await bench.outcome(of: "body_that_trickles")
            #expect(outcome == "408")
        }
    }
}
