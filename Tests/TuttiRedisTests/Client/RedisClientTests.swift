import Dispatch
import NIOCore
import ScriptedServices
import Synchronization
import Testing
import TuttiChannels
import TuttiPlan
import TuttiPolicies
import TuttiResilience

@testable import TuttiRedis

/// A client and servers that do what a script says.
@Suite struct RedisClientTests {
    private func plan(_ service: ScriptedService, timeout: TimeSpan = .seconds(5)) -> RedisPlan {
        RedisPlan(.server(.host("127.0.0.1", port: service.port)), timeout: timeout)
    }

    private func text(_ result: Result<RedisValue, RedisFailure>) -> String? { try? result.get().text }

    @Test func repliesComeInOrderHoweverTheyArriveInPieces() async throws {
        let service = try ScriptedService { connection in
            connection.greet()
            while let words = connection.command() {
                let word = words.last ?? ""
                for byte in "$\(word.utf8.count)\r\n\(word)\r\n".utf8 { connection.write([byte]) }
            }
        }
        try await RedisFixture.run(plan(service)) { fixture in
            try await fixture.connected()
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let result = await fixture.send(["ECHO", .integer(Int64(number))])
                        #expect(self.text(result) == String(number))
                    }
                }
            }
        }
    }

    @Test func failsAtOnceWithoutAServerAndSaysSoOnce() async throws {
        let port = try RefusingPort()
        let plan = RedisPlan(.server(.host("127.0.0.1", port: port.number)))
        try await RedisFixture.run(plan) { fixture in
            for _ in 0..<10 { #expect(await fixture.send(["GET", "a"]) == .failure(.unavailable)) }
            try await eventually("it was tried") { !fixture.log.all.isEmpty }
            #expect(fixture.log.all == [.went(.unreachable)])
            let figures = fixture.client.figures
            #expect(figures.commands == 10 && figures.failures[0] == 10 && figures.connections == 0)
        }
    }

    @Test func aReplyThatComesTooLateIsNobodyElses() async throws {
        let release = Gate()
        let service = try ScriptedService { connection in
            connection.greet()
            var isFirst = true
            while let words = connection.command() {
                if words[0] == "SLOW", isFirst {
                    isFirst = false
                    release.wait()
                }
                connection.write("+\(words.last ?? "")\r\n")
            }
        }
        try await RedisFixture.run(plan(service, timeout: .milliseconds(50))) { fixture in
            try await eventually("it is connected") { fixture.client.figures.connections == 1 }
            let results = await withCheckedContinuation { continuation in
                fixture.client.send(["SLOW", "first"]) { first in
                    // What is sent now would wait behind it.
                    fixture.client.send(["ECHO", "second"]) { continuation.resume(returning: [first, $0]) }
                }
            }
            #expect(results == [.failure(.timeout), .failure(.resting)])
            release.open()
            try await eventually("it has caught up") { text(await fixture.send(["ECHO", "third"])) == "third" }
        }
    }

    @Test func aServerThatStandsStillIsLeftAfterASecond() async throws {
        let service = try ScriptedService { connection in
            connection.greet()
            if connection.index == 1 { return connection.waitForClose() }
            while connection.command() != nil { connection.write("+OK\r\n") }
        }
        try await RedisFixture.run(plan(service, timeout: .milliseconds(20))) { fixture in
            try await eventually("it is connected") { fixture.client.figures.connections == 1 }
            #expect(await fixture.send(["GET", "a"]) == .failure(.timeout))
            try await eventually("there is another connection") { service.connections == 2 }
            try await fixture.connected()
            #expect(fixture.log.all == [.came, .went(.stuck), .came])
        }
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n\r\n", "*1\r\n*1\r\n>1\r\n", "$99999999999\r\n", "+OK\r\n+OK\r\n", "\n",
    ])
    func nonsenseClosesTheConnectionAndWhatIsUnderWayIsLost(_ nonsense: String) async throws {
        let service = try ScriptedService { connection in
            connection.greet()
            _ = connection.command()
            connection.write(nonsense)
            connection.waitForClose()
        }
        try await RedisFixture.run(plan(service)) { fixture in
            try await eventually("it is connected") { fixture.client.figures.connections == 1 }
            let result = await fixture.send(["GET", "a"])
            #expect(result == .failure(.lost) || text(result) == "OK")
            try await eventually("it was left") {
                fixture.log.all.contains {
                    if case .went(.nonsense) = $0 { true } else { false }
                }
            }
        }
    }

    @Test func commandsUnderWayAreBounded() async throws {
        let service = try ScriptedService { connection in
            connection.greet()
            connection.waitForClose()
        }
        try await RedisFixture.run(plan(service)) { fixture in
            try await eventually("it is connected") { fixture.client.figures.connections == 1 }
            let refused = Atomic<Int>(0)
            try await fixture.loop.run {
                for _ in 0..<1_500 {
                    fixture.client.send(["GET", "a"]) { result in
                        if result == .failure(.overloaded) { refused.add(1, ordering: .relaxed) }
                    }
                }
            }
            #expect(refused.load(ordering: .relaxed) == 476)
        }
    }

    @Test func refusalsAreToldOnce() async throws {
        let service = try ScriptedService { connection in
            connection.greet()
            while connection.command() != nil { connection.write("-OOM command not allowed\r\n") }
        }
        try await RedisFixture.run(plan(service)) { fixture in
            try await eventually("it is connected") { fixture.client.figures.connections == 1 }
            for _ in 0..<5 {
                #expect(
                    await fixture.send(["SET", "a", "b"]) == .failure(.refused(RedisError("OOM command not allowed"))))
            }
            #expect(fixture.log.all == [.came, .refuses(code: "OOM")])
        }
    }

    @Test func aServerThatIsUnfitRests() async throws {
        let service = try ScriptedService { connection in
            connection.greet()
            while connection.command() != nil { connection.write("-LOADING Redis is loading\r\n") }
        }
        try await RedisFixture.run(plan(service)) { fixture in
            try await eventually("it is connected") { fixture.client.figures.connections == 1 }
            try await eventually("it is left alone") { await fixture.send(["GET", "a"]) == .failure(.resting) }
            #expect(fixture.log.all.contains(.rests))
        }
    }

    @Test func aMovedInALoopEnds() async throws {
        let service = try ScriptedService { connection in
            connection.greet()
            while let words = connection.command() {
                connection.write(words[0] == "CLUSTER" ? "*0\r\n" : "-MOVED 1 127.0.0.1:\(words.last ?? "")\r\n")
            }
        }
        let plan = RedisPlan(.cluster([.host("127.0.0.1", port: service.port)]), timeout: .seconds(5))
        try await RedisFixture.run(plan) { fixture in
            try await eventually("it is connected") { fixture.client.figures.connections == 1 }
            let result = await fixture.send(["GET", .integer(Int64(service.port))])
            #expect(result == .failure(.refused(RedisError("MOVED 1 127.0.0.1:\(service.port)"))))
        }
    }

    @Test func aSubscriberHearsOfEachConnection() async throws {
        let service = try ScriptedService { connection in
            connection.greet()
            while let words = connection.command() {
                connection.write("+OK\r\n")
                if words[0] == "CLIENT" {
                    connection.write(">2\r\n+invalidate\r\n*1\r\n+k\(connection.index)\r\n")
                    if connection.index == 1 { return }
                }
            }
        }
        final class Subscriber: RedisSubscriber {
            let events = Mutex<[String]>([])
            var commands: [RedisCommand] { [["CLIENT", "TRACKING", "ON"]] }
            func redis(_ event: RedisEvent, worker: Int) {
                let text =
                    if case .pushed(let elements) = event { "\(elements[1].elements?.first?.text ?? "")" } else {
                        "\(event)"
                    }
                events.withLock { $0.append(text) }
            }
        }
        let subscriber = Subscriber()
        try await RedisFixture.run(plan(service)) { fixture in
            fixture.client.subscribe(subscriber)
            try await eventually("it was told") { subscriber.events.withLock { $0.count } >= 5 }
        }
        #expect(subscriber.events.withLock { $0.prefix(5) } == ["began", "k1", "ended", "began", "k2"])
    }

    /// Opened by a test when a server may go on.
    private final class Gate: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)

        func open() { semaphore.signal() }
        func wait() { semaphore.wait() }
    }
}
