import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct CancellationTests {
    @Test(arguments: [false, true])
    func cancelEndsTheExchangeAndTheServiceSeesIt(onTransport: Bool) async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.waitForClose() }
        } _: { transport, server in
            let call = server.call()
            let task = Task { await transport.send(call) }
            #expect(await eventually { server.requests.count == 1 })
            #expect(transport.statistics.transfersRunning == 1)
            if onTransport {
                // On the worker's thread nothing is queued: the key is free when `cancel` returns.
                await Task(executorPreference: transport) {
                    task.cancel()
                    #expect(transport.statistics.transfersRunning == 0)
                    #expect(transport.statistics.connectionsOpen == 0)
                }.value
            } else {
                task.cancel()
            }
            #expect(await task.value.reason == .canceled)
            #expect(await eventually { server.closedByClient == 1 })
            #expect(transport.statistics.transfersRunning == 0)
            #expect(transport.statistics.connectionsOpen == 0)
        }
    }

    @Test func cancelDuringTheBodyEndsTheExchange() async throws {
        try await withServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            connection.waitForClose()
        } _: { transport, server in
            let call = server.call()
            let task = Task { await transport.send(call) }
            #expect(await eventually { server.requests.count == 1 })
            task.cancel()
            #expect(await task.value.reason == .canceled)
            #expect(await eventually { server.closedByClient == 1 })
        }
    }

    @Test(arguments: [false, true])
    func taskThatIsCanceledAlreadySendsNothing(onTransport: Bool) async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let call = server.call()
            let result = await Task(executorPreference: onTransport ? transport : nil) {
                withUnsafeCurrentTask { $0?.cancel() }
                return await transport.send(call)
            }.value
            #expect(result.reason == .canceled)
            #expect(server.connections == 0)
            #expect(transport.statistics.transfersRunning == 0)
        }
    }

    @Test func hundredAtOnceAreCanceled() async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.waitForClose() }
        } _: { transport, server in
            let call = server.call()
            await withTaskGroup { group in
                for _ in 0..<100 { group.addTask { await transport.send(call).reason } }
                #expect(await eventually { server.requests.count == 100 })
                group.cancelAll()
                for await reason in group { #expect(reason == .canceled) }
            }
            #expect(await eventually { server.closedByClient == 100 })
            #expect(transport.statistics.connectionsOpen == 0)
        }
    }

    @Test func firstResponseCancelsItsSiblingsOnTheTransport() async throws {
        try await withServer { connection in
            while let request = connection.readRequest() {
                if request.line.contains("slow") { return connection.waitForClose() }
                connection.respond("fast")
            }
        } _: { transport, server in
            let call = server.call()
            let results = await Task(executorPreference: transport) {
                await withTaskGroup(of: UpstreamResult.self) { group in
                    for _ in 0..<3 { group.addTask { await transport.send(call, "/slow") } }
                    group.addTask { await transport.send(call, "/fast") }
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
        try await withServer({ $0.serve() }) { transport, server in
            let call = server.call()
            await withTaskGroup { group in
                for index in 0..<400 {
                    group.addTask {
                        let doomed = Task { await transport.send(call, "/doomed") }
                        if index.isMultiple(of: 2) { await Task.yield() }
                        async let bystander = transport.send(call, "/bystander")
                        if index.isMultiple(of: 3) { try? await Task.sleep(for: .microseconds(300)) }
                        doomed.cancel()
                        let result = await doomed.value
                        #expect(result.text == "ok" || result.reason == .canceled)
                        let other = await bystander
                        #expect(other.text == "ok", "\(other)")
                    }
                }
            }
            #expect(transport.statistics.transfersRunning == 0)
        }
    }
}
