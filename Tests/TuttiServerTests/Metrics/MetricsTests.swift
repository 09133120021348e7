import Testing

import TuttiResilience

import TuttiEngine
import TuttiPlan
@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct MetricsTests {
    @Test func countRequestsAndCalls() async throws {
        var state = ServiceState(name: "users", breaker: .open, breakerOpenings: 3, running: 2, queued: 1)
        state.instances = [[], .unhealthy, .unhealthy, .ejected, [.draining, .ejected]].enumerated().map {
            InstanceState(
                address: "10.0.0.\($0.offset):80", standing: $0.element,
                latency: PeakLatency().observing(.milliseconds(20), at: SystemClock.now))
        }
        state.ejections = 7
        state.isPanicking = true
        try await withServer(
            ["GET /a/{b}", "GET /q\"\\"], services: ["users", "orders"], states: [state], loops: 2,
            script: { _, _ in
                .json(
                    "{}",
                    calls: [
                        CallReport(
                            name: "u", service: 0, outcome: .ok, status: 200, duration: .milliseconds(3), wasSent: true,
                            connectionReused: true),
                        CallReport(
                            name: "o", service: 1, outcome: .failed(.timeout), duration: .milliseconds(300),
                            wasSent: true),
                        // Its microseconds at the gate are no latency of the service.
                        CallReport(
                            name: "b", service: 1, outcome: .fallback(.breakerOpen),
                            duration: TimeSpan(nanoseconds: 5_000)),
                        CallReport(name: "s", service: 1, outcome: .skipped),
                        CallReport(name: "x", service: 9, outcome: .ok),
                    ])
            }
        ) { server in
            for _ in 0..<4 {
                let client = try server.client()
                await client.send("GET /a/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == 200)
                #expect(try await client.response().status == 404)
            }
            let response = try await server.admin("/metrics")
            #expect(response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
            let samples = try PrometheusParser.parse(response.body)
            let expected: [(String, Double)] = [
                ("tutti_requests_total{endpoint=GET /a/{b},status=200}", 4),
                ("tutti_requests_total{endpoint=none,status=404}", 4),
                ("tutti_request_duration_seconds_count{endpoint=GET /a/{b}}", 4),
                ("tutti_request_duration_seconds_bucket{endpoint=GET /a/{b},le=+Inf}", 4),
                ("tutti_request_duration_seconds_count{endpoint=GET /q\"\\}", 0),
                ("tutti_calls_total{outcome=ok,reason=,service=users}", 4),
                ("tutti_calls_total{outcome=failed,reason=timeout,service=orders}", 4),
                ("tutti_calls_total{outcome=fallback,reason=breaker_open,service=orders}", 4),
                ("tutti_calls_total{outcome=skipped,reason=,service=orders}", 4),
                ("tutti_calls_total{outcome=failed,reason=timeout,service=users}", 0),
                ("tutti_call_duration_seconds_bucket{le=0.002,service=users}", 0),
                ("tutti_call_duration_seconds_bucket{le=0.005,service=users}", 4),
                ("tutti_call_duration_seconds_count{service=orders}", 4),
                ("tutti_calls_connection_reused_total{service=users}", 4),
                ("tutti_breaker_state{service=users,state=open}", 1),
                ("tutti_breaker_state{service=users,state=closed}", 0),
                ("tutti_breaker_state{service=users,state=half-open}", 0),
                ("tutti_breaker_openings_total{service=users}", 3),
                ("tutti_service_instances{service=users,state=well}", 1),
                ("tutti_service_instances{service=users,state=unhealthy}", 2),
                ("tutti_service_instances{service=users,state=ejected}", 1),
                ("tutti_service_instances{service=users,state=draining}", 1),
                ("tutti_instance_requests_total{instance=10.0.0.1:80,service=users}", 0),
                ("tutti_ejections_total{service=users}", 7),
                ("tutti_service_panic{service=users}", 1),
                ("tutti_limiter_running{service=users}", 2), ("tutti_limiter_queued{service=users}", 1),
                ("tutti_upstream_connections_opened_total{worker=0}", 1),
                ("tutti_upstream_connections_reused_total{worker=0}", 2),
                ("tutti_upstream_transfers_total{worker=0}", 3),
                ("tutti_client_requests_running", 0),
                ("tutti_access_log_dropped_lines_total", 0),
            ]
            for (name, value) in expected { #expect(samples[name] == value, "\(name)") }
            for name in ["process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds"] {
                #expect(samples[name, default: 0] > 0, "\(name)")
            }
            #expect(samples["process_cpu_seconds_total"] != nil)
        }
    }

    @Test func bucketsIncludeSmallerOnes() throws {
        var histogram = Histogram()
        for nanoseconds: Int64 in [-5, 0, 1_000_000, 1_000_001, 9_000_000_000, 10_000_000_001, .max] {
            histogram.observe(nanoseconds: nanoseconds)
        }
        var text = PrometheusText()
        text.begin("h", .histogram, "Help.")
        text.histogram("h", [], histogram)
        let samples = try PrometheusParser.parse(text.text)
        #expect(samples["h_bucket{le=0.001}"] == 3)
        #expect(samples["h_bucket{le=0.002}"] == 4)
        #expect(samples["h_bucket{le=5.0}"] == 4)
        #expect(samples["h_bucket{le=10.0}"] == 5)
        #expect(samples["h_bucket{le=+Inf}"] == 7)
        #expect(samples["h_count"] == 7)
    }

    @Test(arguments: [("a", "a"), ("a\"b", "a\\\"b"), ("a\\n", "a\\\\n"), ("a\nb", "a\\nb"), ("é", "é")])
    func labelValuesAreEscaped(value: String, escaped: String) {
        #expect(PrometheusText.escaped(value) == escaped)
    }

    /// Each outcome is counted a different number of times, and looked for by its labels.
    @Test func everyOutcomeHasItsPlace() {
        var metrics = LoopMetrics()
        metrics.grow(endpoints: 1, services: 1)
        let reasons = FailureReason.allCases.map { ($0, $0.rawValue) }
        var expected: [String: Int] = [:]
        func count(_ outcome: CallOutcome, _ label: String, _ reason: String) {
            let times = expected.count + 1
            for _ in 0..<times { metrics.callEnded(CallReport(name: "c", service: 0, outcome: outcome), service: 0) }
            expected[label + " " + reason] = times
        }
        count(.ok, "ok", "")
        count(.cached, "cached", "")
        count(.skipped, "skipped", "")
        count(.forbidden, "skipped", "forbidden")
        for (reason, name) in reasons {
            count(.failed(reason), "failed", name)
            count(.stale(reason), "stale", name)
            count(.fallback(reason), "fallback", name)
        }
        var sum = LoopMetrics()
        sum.add(metrics)
        sum.add(metrics)
        var counted: [String: Int] = [:]
        for (outcome, count) in zip(LoopMetrics.outcomes, sum.calls[0].outcomes) {
            counted[outcome.label + " " + (outcome.reason?.rawValue ?? "")] = count
        }
        #expect(counted == expected.mapValues { $0 * 2 })
    }
}
