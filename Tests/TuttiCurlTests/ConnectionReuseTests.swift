import CCurl
import HTTPTypes
import Testing
import TuttiReactor
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct ConnectionReuseTests {
    @Test func thousandRequestsNeedOneConnection() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let call = server.call()
            for _ in 0..<1_000 { #expect(await transport.send(call).text == "ok") }
            #expect(server.connections == 1)
            #expect(transport.statistics.connectionsOpened == 1)
            #expect(transport.statistics.connectionsReused == 999)
            #expect(transport.statistics.connectionsOpen == 1)
        }
    }

    // A handle that had not moved when its exchange was canceled told of the transfer before: one connection, counted twice.
    @Test func canceledBeforeItMovedCountsNoConnection() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let call = server.call()
            let ends = Ends()
            for round in 1...3 {
                #expect(await transport.send(call).text == "ok")
                await Task(executorPreference: transport) {
                    let request = call.request(deadline: transport.now + .seconds(10))
                    transport.cancel(transport.begin(request, observer: ends, tag: round))
                    #expect(ends.all.elements.last?.tag == round)
                }.value
            }
            #expect(ends.all.elements.allSatisfy { $0.result.reason == .canceled })
            #expect(transport.statistics.transfersStarted == 6)
            #expect(transport.statistics.connectionsOpened == 1)
            #expect(transport.statistics.connectionsReused == 2)
        }
    }

    @Test func repetitionOverANewConnectionIsNoReuse() async throws {
        try await withServer { connection in
            while let request = connection.readRequest() {
                if connection.index == 1, request.line.hasPrefix("GET /second") { return }
                connection.respond("ok")
            }
        } _: { transport, server in
            #expect(await transport.send(server.call(), "/first").response?.connectionReused == false)
            #expect(await transport.send(server.call(), "/second").response?.connectionReused == false)
            #expect(await transport.send(server.call(), "/third").response?.connectionReused == true)
            #expect(transport.statistics.connectionsOpened == 2)
            #expect(transport.statistics.connectionsReused == 1)
        }
    }

    // Each is closed at once; libcurl gives their descriptors back with the next look for a connection.
    @Test func connectionsThatClosedWhileIdleDoNotPileUp() async throws {
        let gate = Gate()
        try await withServer { connection in
            guard let request = connection.readRequest() else { return }
            if request.line.hasPrefix("GET /wide") { gate.wait(for: 30) }
            connection.respond("ok")
        } _: { transport, server in
            let call = server.call()
            for _ in 0..<3 {
                gate.reset()
                await withTaskGroup { group in
                    for _ in 0..<30 { group.addTask { _ = await transport.send(call, "/wide") } }
                }
                #expect(await eventually { server.openConnections == 0 && transport.statistics.connectionsOpen == 0 })
                #expect(await transport.send(call, "/narrow").text == "ok")
            }
            let sockets =
                await Task(executorPreference: transport) { transport.withTransfers { $0.multi.heldSockets } }.value
                ?? .max
            #expect(sockets <= 1)
            #expect(transport.statistics.connectionsOpened == 93)
        }
    }

    @Test func bodiesOfAnySizeLeaveTheConnectionUsable() async throws {
        try await withServer { connection in
            while let request = connection.readRequest() {
                let size = Int(request.line.split(separator: "/")[1].split(separator: " ")[0]) ?? 0
                connection.respond(String(repeating: "x", count: size))
            }
        } _: { transport, server in
            let call = server.call()
            for size in [0, 1, 16_383, 16_384, 65_535, 65_536, 65_537, 1_000_000] {
                #expect(await transport.send(call, "/\(size)").response?.body.count == size)
            }
            #expect(server.connections == 1)
        }
    }

    @Test func callsToOneOriginShareConnections() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            #expect(await transport.send(server.call()).text == "ok")
            #expect(await transport.send(server.call(.post), body: [1]).response?.connectionReused == true)
        }
    }

    // libcurl's own limit, four times the transfers now running, would close 36 of them in the idle moment.
    @Test func idleMomentKeepsConnectionsWarm() async throws {
        let gate = Gate()
        try await withServer { connection in
            while let request = connection.readRequest() {
                if request.line.hasPrefix("GET /wide") { gate.wait(for: 40) }
                if !connection.respond("ok") { return }
            }
        } _: { transport, server in
            let call = server.call()
            for _ in 0..<2 {
                gate.reset()
                await withTaskGroup { group in
                    for _ in 0..<40 { group.addTask { await transport.send(call, "/wide").text } }
                    for await text in group { #expect(text == "ok") }
                }
                #expect(await transport.send(call, "/narrow").text == "ok")
            }
            #expect(server.connections == 40)
        }
    }

    @Test func connectionsOverTheLimitAreClosed() async throws {
        let gate = Gate()
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                gate.wait(for: 8)
                if !connection.respond("ok") { return }
            }
        }
        defer { server.close() }
        var configuration = CurlTransportConfiguration()
        configuration.maximumConnectionsCached = 2
        try await withTransport(configuration) { transport in
            let call = server.call()
            await withTaskGroup { group in
                for _ in 0..<8 { group.addTask { _ = await transport.send(call) } }
            }
            #expect(await eventually { transport.statistics.connectionsOpen <= 2 })
        }
    }

    // One call of libcurl can serve other sockets whose events are in the batch already. A healthy connection was closed.
    @Test func eventThatCameTooLateDoesNotCostTheConnection() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let call = server.call()
            for _ in 0..<3 {
                #expect(await transport.send(call).text == "ok")
                await Task(executorPreference: transport) {
                    transport.withTransfers { transfers in
                        // Among them the tag of the idle connection; the others mean nothing.
                        for descriptor in 0..<1_000 as Range<UInt64> {
                            for generation in 1..<4 as Range<UInt64> {
                                transfers.descriptorIsReady(
                                    tag: generation << 32 | descriptor, events: DescriptorEvents.readable.rawValue)
                            }
                        }
                    }
                }.value
            }
            #expect(server.connections == 1)
        }
    }

    @Test func connectionThatTheServiceClosedWhileIdleIsReplaced() async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.respond("ok") }
        } _: { transport, server in
            for method in [HTTPRequest.Method.get, .post, .get] {
                #expect(await transport.send(server.call(method), body: method == .post ? [1] : nil).text == "ok")
                #expect(await eventually { server.openConnections == 0 })
            }
            #expect(server.connections == 3)
            #expect(server.requests.count == 3)
        }
    }

    // libcurl gives a call up after five connections that turn out dead as it sends. A service that restarted while many
    // connections to it lay idle was answered for with `reset`, though it was well.
    @Test(arguments: [false, true], [HTTPRequest.Method.get, .post])
    func manyConnectionsThatClosedWhileIdleCostNoCall(resets: Bool, method: HTTPRequest.Method) async throws {
        let gate = Gate()
        try await withServer { connection in
            guard let request = connection.readRequest() else { return }
            if request.line.hasPrefix("GET /wide") { gate.wait(for: 20) }
            connection.respond("ok")
            if resets { connection.reset() }
        } _: { transport, server in
            await withTaskGroup { group in
                for _ in 0..<20 { group.addTask { await transport.send(server.call(), "/wide").text } }
                for await text in group { #expect(text == "ok") }
            }
            #expect(await eventually { server.openConnections == 0 })
            await transport.seesItsSockets()
            let result = await transport.send(server.call(method), body: method == .post ? [1] : nil)
            #expect(result.text == "ok", "\(result)")
            #expect(server.requests.count == 21)
        }
    }

    @Test func connectionCloseIsObeyed() async throws {
        try await withServer { connection in
            while connection.readRequest() != nil { connection.respond("ok", headers: ["Connection: close"]) }
        } _: { transport, server in
            let call = server.call()
            for _ in 0..<3 { #expect(await transport.send(call).response?.connectionReused == false) }
            #expect(await eventually { server.closedByClient == 3 && transport.statistics.connectionsOpen == 0 })
        }
    }

    // libcurl sends a request again when a reused connection closes before any byte of the response: fine for a GET …
    @Test func getIsSentAgainWhenAReusedConnectionCloses() async throws {
        try await withServer { connection in
            while let request = connection.readRequest() {
                if connection.index == 1, request.line.hasPrefix("GET /second") { return }
                connection.respond("ok")
            }
        } _: { transport, server in
            #expect(await transport.send(server.call(), "/first").text == "ok")
            #expect(await transport.send(server.call(), "/second").text == "ok")
            #expect(server.requests.map(\.line).filter { $0.contains("second") }.count == 2)
        }
    }

    // … and for a PUT, whose body is rewound …
    @Test func putIsSentAgainWithItsWholeBody() async throws {
        try await withServer { connection in
            while let request = connection.readRequest() {
                if connection.index == 1, request.line.hasPrefix("PUT") { return }
                connection.respond("ok")
            }
        } _: { transport, server in
            #expect(await transport.send(server.call(), "/first").text == "ok")
            #expect(await transport.send(server.call(.put), body: [1, 2, 3]).text == "ok")
            #expect(server.requests.map(\.body) == [[], [1, 2, 3], [1, 2, 3]])
        }
    }

    // … but a payment was made twice.
    @Test(arguments: ["POST", "PATCH"], [nil, 0, 12, 100_000])
    func paymentIsSentOnceWhenAReusedConnectionCloses(method: String, size: Int?) async throws {
        try await withServer { connection in
            while let request = connection.readRequest() {
                if !request.line.hasPrefix("GET") { return }
                connection.respond("ok")
            }
        } _: { transport, server in
            #expect(await transport.send(server.call()).text == "ok")
            let call = server.call(try #require(HTTPRequest.Method(rawValue: method)))
            let result = await transport.send(call, "/payments", body: size.map { Array(repeating: 7, count: $0) })
            #expect(result.reason == .reset)
            #expect(server.requests.filter { $0.line == "\(method) /payments HTTP/1.1" }.count == 1)
            // It went over the open connection if it has a body, over one of its own if not. libcurl opens another for
            // the repetition before it notices that the body can't be rewound: not a byte is sent on that.
            let silent = size ?? 0 > 0 ? 1 : 0
            #expect(await eventually { server.silentConnections == silent && server.connections == 2 })
            #expect(await transport.send(server.call()).text == "ok")
        }
    }

    @Test(arguments: [0, 10])
    func responseThatNobodyAskedForIsNotTakenForTheNext(delay: UInt32) async throws {
        let written = Recorder<Bool>()
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.respond("mine")
                if delay > 0 { connection.pause(milliseconds: delay) }
                connection.respond("poison")
                written.append(true)
            }
        } _: { transport, server in
            let call = server.call()
            for round in 1...5 {
                let result = await transport.send(call)
                #expect(result.text == "mine", "\(result)")
                #expect(await eventually { written.count == round })
                await transport.seesItsSockets()
            }
            #expect(server.connections == 5)
        }
    }

    // The head has come before, so libcurl reads just as much of the rest as was declared. The next call began in the same turn,
    // before anybody had looked at the socket.
    @Test func whatIsBehindABodyIsNotTakenForTheNextResponseThoughThatIsAskedForAtOnce() async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n")
                connection.pause(milliseconds: 30)
                connection.write("mineHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")
            }
        } _: { transport, server in
            let call = server.call()
            let responses = await Task(executorPreference: transport) {
                var responses: [String?] = []
                for _ in 0..<4 { responses.append(await transport.send(call).text) }
                return responses
            }.value
            #expect(responses == Array(repeating: "mine", count: 4))
            #expect(server.connections == 4)
        }
    }
}
