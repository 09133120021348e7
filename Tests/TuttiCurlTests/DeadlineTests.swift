import Foundation
import HTTPTypes
import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct DeadlineTests {
    @Test(arguments: [false, true]) func serviceThatHangsTimesOut(onReusedConnection: Bool) async throws {
        try await withServer { connection in
            while let request = connection.readRequest() {
                if request.line.contains("hang") { return connection.waitForClose() }
                connection.respond("ok")
            }
        } _: { transport, server in
            if onReusedConnection { #expect(await transport.send(server.call()).text == "ok") }
            let start = transport.now
            let time = TimeSpan.seconds(2)
            let failure = await transport.send(server.call(), "/hang", within: time).failure
            #expect(transport.now - start >= time)
            #expect(failure?.reason == .timeout)
            #expect(
                failure?.message == "http://127.0.0.1:\(server.port) had not answered completely when its time was over"
            )
            #expect(await eventually { server.closedByClient == 1 })
        }
    }

    @Test func bodyThatTricklesTimesOut() async throws {
        try await withServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while connection.write("x") { connection.pause(milliseconds: 5) }
        } _: { transport, server in
            #expect(await transport.send(server.call(), within: .milliseconds(100)).reason == .timeout)
        }
    }

    @Test func deadlineThatHasPassedSendsNothing() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            for time in [TimeSpan.zero, .milliseconds(-5), TimeSpan(nanoseconds: .min)] {
                #expect(await transport.send(server.call(), within: time).reason == .timeout)
            }
            #expect(server.connections == 0)
            #expect(transport.statistics.transfersStarted == 0)
        }
    }

    @Test func requestWithoutADeadlineIsSent() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let request = server.call().request(deadline: .distantFuture)
            #expect(await transport.send(request).text == "ok")
        }
    }

    @Test func deadlineOfTheLastRequestIsNotThatOfTheNext() async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.pause(milliseconds: 60)
                if !connection.respond("ok") { return }
            }
        } _: { transport, server in
            let call = server.call()
            #expect(await transport.send(call, within: .milliseconds(20)).reason == .timeout)
            #expect(await transport.send(call).text == "ok")
            #expect(await transport.send(call, within: .milliseconds(20)).reason == .timeout)
        }
    }

    /// The request whose connection closes is sent again over a new one, and its time goes on: it ends before one that has half a
    /// second more, and does not begin its two seconds anew.
    @Test func timeGoesOnWhenARequestIsSentAgain() async throws {
        try await withServer { connection in
            guard connection.readRequest() != nil, connection.index == 1 else { return connection.waitForClose() }
            connection.respond("ok")
            _ = connection.readRequest()
            connection.pause(milliseconds: 1500)
        } _: { transport, server in
            let other = try ScriptedServer { connection in
                _ = connection.readRequest()
                connection.waitForClose()
            }
            defer { other.close() }
            #expect(await transport.send(server.call()).text == "ok")
            let ended = await withTaskGroup(of: (String, UpstreamFailure.Reason?).self) { group in
                group.addTask { ("again", await transport.send(server.call(), within: .seconds(2)).reason) }
                group.addTask { ("once", await transport.send(other.call(), within: .milliseconds(2500)).reason) }
                var ended: [String] = []
                for await (name, reason) in group {
                    #expect(reason == .timeout)
                    ended.append(name)
                }
                return ended
            }
            #expect(ended == ["again", "once"])
            #expect(transport.statistics.connectionsOpened == 3)
        }
    }

    @Test func connectThatIsNotAnsweredTimesOutByItsOwnLimit() async throws {
        let port = try FullListener()
        defer { port.close() }
        try await withTransport { transport in
            let failure = await transport.send(port.call(connectTimeout: .milliseconds(100))).failure
            // The time of the call was not over: it is the connection that failed.
            #expect(failure?.reason == .connect)
            #expect(failure?.phase == .connecting)
            #expect(
                failure?.message
                    == "connecting to http://127.0.0.1:\(port.port) took longer than its connect-timeout (100 ms)")
        }
    }

    @Test func deadlineHoldsWhileConnecting() async throws {
        let port = try FullListener()
        defer { port.close() }
        try await withTransport { transport in
            let failure = await transport.send(port.call(connectTimeout: .seconds(9)), within: .milliseconds(500))
                .failure
            #expect(failure?.reason == .timeout)
            #expect(failure?.message == "the deadline passed while connecting to http://127.0.0.1:\(port.port)")
        }
    }

    // A transfer that libcurl queues ignores its timeout: nothing may be queued inside it.
    @Test func deadlineHoldsForEachOfManyToOneService() async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.waitForClose() }
        } _: { transport, server in
            let call = server.call()
            await withTaskGroup { group in
                for _ in 0..<100 { group.addTask { await transport.send(call, within: .milliseconds(400)).reason } }
                for await reason in group { #expect(reason == .timeout) }
            }
            #expect(await eventually { server.closedByClient == server.connections })
        }
    }

    // The thread was held up past the deadline of a call whose answer lay in its socket: the call failed, and with it the others
    // that were in flight, which opened the breaker of a service that was well.
    @Test func responseThatCameInTimeIsReadThoughTheTransportWasHeldUp() async throws {
        let mayRespond = DispatchSemaphore(value: 0)
        let answered = DispatchSemaphore(value: 0)
        try await withServer { connection in
            while let request = connection.readRequest() {
                if request.line.contains("late") { mayRespond.wait() }
                connection.respond("ok")
                if request.line.contains("late") { answered.signal() }
            }
        } _: { transport, server in
            #expect(await transport.send(server.call()).text == "ok")
            async let result = transport.send(server.call(), "/late", within: .milliseconds(500))
            try #require(await eventually { server.requests.count == 2 })
            await Task(executorPreference: transport) {
                Self.hold(until: transport.now + .milliseconds(600)) {
                    mayRespond.signal()
                    answered.wait()
                }
            }.value
            #expect(await result.text == "ok")
        }
    }

    /// Does something and keeps the thread until a moment.
    private static func hold(until time: MonotonicTime, _ body: () -> Void) {
        body()
        while SystemClock.now < time { usleep(1000) }
    }
}
