import Dispatch
import Synchronization
import Testing
import TuttiEngine
import TuttiPlan

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct ReloadTests {
    @Test func theNextRequestOfAnOpenConnectionIsServedByTheNewPlan() async throws {
        let plans = ScriptedPlans([.serving(["GET /new", "POST /echo"])])
        try await withServer(["GET /old", "POST /echo"], loops: 2, plans: plans) { server in
            let clients = [try server.client(), try server.client()]
            for client in clients {
                await client.send("GET /old HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == 200)
            }
            let response = try await server.admin("/reload", method: "POST")
            #expect(response.status == 200)
            #expect(
                response.body
                    == #"{"status":"applied","generation":2,"#
                    + #""endpoints":{"total":2,"new":1,"changed":0,"removed":1},"#
                    + #""routes":{"total":0,"new":0,"changed":0,"removed":0},"#
                    + #""services":{"total":0,"new":0,"changed":0,"removed":0},"takes-restart":[],"diagnostics":[]}"#)
            for client in clients {
                await client.send("GET /old HTTP/1.1\r\nHost: a\r\n\r\nGET /new HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == 404)
                #expect(try await client.response().status == 200)
            }
        }
    }

    @Test func filesWithErrorsAreRefusedAndWhatRanBeforeStillRuns() async throws {
        let plans = ScriptedPlans([.broken, .serving(["GET /new"])])
        try await withServer(["GET /old"], plans: plans) { server in
            let refused = try await server.admin("/reload", method: "POST")
            #expect(refused.status == 422)
            #expect(
                refused.body
                    == #"{"status":"refused","generation":1,"takes-restart":[],"diagnostics":[{"code":"x"}]}"#)
            let client = try server.client()
            await client.send("GET /old HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().status == 200)
            var samples = try await server.samples()
            #expect(samples["tutti_reloads_total{result=refused}"] == 1)
            #expect(samples["tutti_config_last_reload_successful"] == 0)
            #expect(samples["tutti_config_generation"] == 1)

            #expect(try await server.admin("/reload", method: "POST").status == 200)
            samples = try await server.samples()
            #expect(samples["tutti_reloads_total{result=refused}"] == 1)
            #expect(samples["tutti_reloads_total{result=applied}"] == 1)
            #expect(samples["tutti_config_last_reload_successful"] == 1)
            #expect(samples["tutti_config_generation"] == 2)
            #expect(samples["tutti_config_last_reload_success_timestamp_seconds", default: 0] > 1_700_000_000)
        }
    }

    /// Endpoint 0 of one plan is another endpoint in the next: a request must be answered and counted by its own.
    @Test func aRequestInFlightKeepsThePlanItBeganWith() async throws {
        let started = Signal()
        let mayEnd = Signal()
        let plans = ScriptedPlans([.serving(["GET /new", "GET /old/{x}"], services: [.named("b"), .named("a")])])
        try await withServer(
            ["GET /old/{x}"], services: ["a"], plans: plans,
            script: { request, endpoint in
                if request.pathParameters == ["slow"] {
                    started.fire()
                    await mayEnd.wait()
                }
                return .json("\(endpoint)", calls: [CallReport(name: "c", service: 0, outcome: .ok)])
            }
        ) { server in
            let slow = try server.client()
            await slow.send("GET /old/slow HTTP/1.1\r\nHost: a\r\n\r\n")
            await started.wait()
            let former = FormerGeneration(generation: server.generations.current)
            #expect(await server.reload()?.generation == 2)
            let quick = try server.client()
            await quick.send("GET /old/quick HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await quick.response().body == "1")
            mayEnd.fire()
            #expect(try await slow.response().body == "0")

            let samples = try await server.samples()
            #expect(samples["tutti_requests_total{endpoint=GET /old/{x},status=200}"] == 2)
            #expect(samples["tutti_requests_total{endpoint=GET /new,status=200}"] == nil)
            #expect(samples["tutti_calls_total{outcome=ok,reason=,service=a}"] == 1)
            #expect(samples["tutti_calls_total{outcome=ok,reason=,service=b}"] == 1)
            try await eventually("the former generation ends with its last request") { former.generation == nil }
        }
    }

    @Test func aBodyThatArrivesAfterTheReloadBelongsToItsHead() async throws {
        let plans = ScriptedPlans([.serving(["GET /other"], settings: .testing(maximumRequestBody: 4))])
        try await withServer(["POST /echo"], plans: plans) { server in
            let client = try server.client()
            await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n")
            #expect(try await client.response().status == 100)
            await server.reload()
            await client.send("0123456789")
            #expect(try await client.response().body == "0123456789")
            await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
            #expect(try await client.response().status == 413, "max-request-body holds without a restart")
        }
    }

    @Test func whatTakesARestartIsSaid() async throws {
        let elsewhere = ListenAddress(host: "127.0.0.1", port: 9999)
        let plans = ScriptedPlans([
            .serving(["GET /hello"], settings: .testing(listen: elsewhere, admin: elsewhere))
        ])
        try await withServer(plans: plans) { server in
            let report = try #require(await server.reload())
            #expect(
                report.takesRestart == [
                    "`listen` is now 127.0.0.1:9999: that takes a restart, until then it is 127.0.0.1:8080",
                    "`admin` is now 127.0.0.1:9999: that takes a restart, until then it is absent",
                ])
            #expect(try await server.admin("/readyz").status == 200)
        }
    }

    /// The one in flight may have read the files before the last change to them.
    @Test func reloadsAskedForDuringOneShareTheNext() async throws {
        let mayLoad = DispatchSemaphore(value: 0)
        let loads = Atomic(0)
        let plans = ScriptedPlans([.serving(["GET /hello"])]) {
            loads.add(1, ordering: .relaxed)
            mayLoad.wait()
        }
        try await withServer(plans: plans) { server in
            // What has begun ends, also when something here fails.
            defer { for _ in 0..<2 { mayLoad.signal() } }
            async let first = server.reload()
            try await eventually("it has begun") { loads.load(ordering: .relaxed) == 1 }
            async let second = server.reload()
            async let third = server.admin("/reload", method: "POST")
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().status == 200, "nothing waits for a reload")
            #expect(try await server.admin("/metrics").status == 200)
            try await eventually("both wait") { await server.reloads?.waiting.count == 2 }
            mayLoad.signal()
            #expect(await first?.generation == 2)
            mayLoad.signal()
            #expect(await second?.generation == 3)
            #expect(try await third.json["generation"] as? Int == 3)
            #expect(loads.load(ordering: .relaxed) == 2)
        }
    }

    @Test func nothingIsReloadedOnceTheGatewayIsBeingStopped() async throws {
        let mayLoad = DispatchSemaphore(value: 0)
        let loading = Signal()
        let plans = ScriptedPlans([.serving(["GET /new"])]) {
            loading.fire()
            mayLoad.wait()
        }
        try await withServer(plans: plans) { server in
            async let response = server.admin("/reload", method: "POST")
            await loading.wait()
            async let drained = server.drain()
            #expect(try await response.status == 503)
            #expect(try await response.json["status"] as? String == "draining")
            #expect(await server.reload()?.outcome == .draining)
            mayLoad.signal()
            _ = await drained
            try await eventually("the one in flight ends in nothing") { plans.reports.first?.outcome == .draining }
            #expect(server.generations.current.number == 1)
        }
    }

    @Test func tenThousandEndpointsAreSwappedAsOne() async throws {
        let many = (0..<10_000).map { "GET /e\($0)/{x}" }
        let plans = ScriptedPlans([.serving(many), .serving(["GET /hello"])])
        try await withServer(loops: 2, plans: plans) { server in
            // A connection each time: a slow machine takes longer to compile than an idle one may wait for its request.
            for (generation, path) in [(2, "/e9999/1"), (3, "/hello")] {
                #expect(await server.reload()?.generation == generation)
                let client = try server.client()
                await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == 200)
            }
            let samples = try await server.samples()
            #expect(samples["tutti_requests_total{endpoint=GET /e9999/{x},status=200}"] == 1)
            #expect(samples["tutti_request_duration_seconds_count{endpoint=GET /e1/{x}}"] == nil)
        }
    }
}

/// A generation that only its requests keep.
private struct FormerGeneration {
    weak var generation: Generation?
}
