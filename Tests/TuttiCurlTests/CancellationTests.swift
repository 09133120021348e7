import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct CancellationTests {
    @Test(arguments: [false, true])
    func cancelEndsTheExchangeAndTheServiceSeesIt(onLane: Bool) async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.waitForClose() }
        } _: { lane, server in
            let route = server.route()
            let task = Task { await lane.send(route) }
            #expect(await eventually { server.requests.count == 1 })
            #expect(lane.statistics.transfersRunning == 1)
            if onLane {
                // On the lane's thread nothing is queued: the slot is free when `cancel` returns.
                await Task(executorPreference: lane) {
                    task.cancel()
                    #expect(lane.statistics.transfersRunning == 0)
                    #expect(lane.statistics.connectionsOpen == 0)
                }.value
            } else {
                task.cancel()
            }
            #expect(await task.value.reason == .canceled)
            #expect(await eventually { server.closedByClient == 1 })
            #expect(lane.statistics.transfersRunning == 0)
            #expect(lane.statistics.connectionsOpen == 0)
        }
    }

    @Test func cancelDuringTheBodyEndsTheExchange() async throws {
        try await withServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            connection.waitForClose()
        } _: { lane, server in
            let route = server.route()
            let task = Task { await lane.send(route) }
            #expect(await eventually { server.requests.count == 1 })
            task.cancel()
            #expect(await task.value.reason == .canceled)
            #expect(await eventually { server.closedByClient == 1 })
        }
    }

    @Test(arguments: [false, true])
    func taskThatIsCanceledAlreadySendsNothing(onLane: Bool) async throws {
        try await withServer({ $0.serve() }) { lane, server in
            let route = server.route()
            let result = await Task(executorPreference: onLane ? lane : nil) {
                withUnsafeCurrentTask { $0?.cancel() }
                return await lane.send(route)
            }.value
            #expect(result.reason == .canceled)
            #expect(server.connections == 0)
            #expect(lane.statistics.transfersRunning == 0)
        }
    }

    @Test func hundredAtOnceAreCanceled() async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.waitForClose() }
        } _: { lane, server in
            let route = server.route()
            await withTaskGroup { group in
                for _ in 0..<100 { group.addTask { await lane.send(route).reason } }
                #expect(await eventually { server.requests.count == 100 })
                group.cancelAll()
                for await reason in group { #expect(reason == .canceled) }
            }
            #expect(await eventually { server.closedByClient == 100 })
            #expect(lane.statistics.connectionsOpen == 0)
        }
    }

    @Test func firstResponseCancelsItsSiblingsOnTheLane() async throws {
        try await withServer { connection in
            while let request = connection.readRequest() {
                if request.line.contains("slow") { return connection.waitForClose() }
                connection.respond("fast")
            }
        } _: { lane, server in
            let route = server.route()
            let results = await Task(executorPreference: lane) {
                await withTaskGroup(of: UpstreamResult.self) { group in
                    for _ in 0..<3 { group.addTask { await lane.send(route, "/slow") } }
                    group.addTask { await lane.send(route, "/fast") }
                    var results: [UpstreamResult] = []
                    for await result in group {
                        results.append(result)
                        group.cancelAll()
                    }
                    return results
                }
            }.value
            #expect(results.first?.text == "fast")
            #expect(results.dropFirst().map(\.reason) == [.canceled, .canceled, .canceled])
        }
    }

    // The cancel races with the response: either may win, but each task ends once and no cancel hits another exchange.
    @Test func cancelsThatRaceWithResponsesHitNobodyElse() async throws {
        try await withServer({ $0.serve() }) { lane, server in
            let route = server.route()
            await withTaskGroup { group in
                for index in 0..<400 {
                    group.addTask {
                        let doomed = Task { await lane.send(route, "/doomed") }
                        if index.isMultiple(of: 2) { await Task.yield() }
                        async let bystander = lane.send(route, "/bystander")
                        if index.isMultiple(of: 3) { try? await Task.sleep(for: .microseconds(300)) }
                        doomed.cancel()
                        let result = await doomed.value
                        #expect(result.text == "ok" || result.reason == .canceled)
                        let other = await bystander
                        #expect(other.text == "ok", "\(other)")
                    }
                }
            }
            #expect(lane.statistics.transfersRunning == 0)
        }
    }
}
