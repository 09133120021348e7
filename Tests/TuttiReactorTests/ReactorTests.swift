import Dispatch
import Foundation
import Synchronization
import Testing
import TuttiResilience

@testable import TuttiReactor

@Suite(.timeLimit(.minutes(10))) struct ReactorTests {
    @Test func actionsRunInTheirOrderOnTheThread() async throws {
        try await withReactor { reactor in
            let order = Log<Int>()
            await withCheckedContinuation { continuation in
                for number in 0..<1_000 {
                    reactor.execute {
                        #expect(reactor.isCurrent)
                        order.append(number)
                        if number == 500 { reactor.execute { order.append(-1) } }
                    }
                }
                reactor.execute { reactor.execute { continuation.resume() } }
            }
            #expect(!reactor.isCurrent)
            #expect(order.elements.filter { $0 >= 0 } == Array(0..<1_000))
            #expect(order.elements.contains(-1))
        }
    }

    // A connection that always has something to read asks for its next read from within the last.
    @Test func actionsThatBringActionsAboutLeaveOthersTheirTurn() async throws {
        try await withReactor { reactor in
            let turns = Log<String>()
            await withCheckedContinuation { continuation in
                @Sendable func again() {
                    turns.append("again")
                    reactor.execute { if !turns.elements.contains("timer") { again() } }
                }
                reactor.execute {
                    again()
                    _ = reactor.schedule(at: .zero) {
                        turns.append("timer")
                        continuation.resume()
                    }
                }
            }
            #expect(turns.elements.prefix(3).contains("timer"))
        }
    }

    @Test func eachChangeOfASocketIsToldOnce() async throws {
        try await withReactor { reactor in
            let (reader, writer) = try pipe()
            let watcher = Watcher()
            #expect(!reactor.watch(reader, for: .everyChange, watcher))  // on another thread
            #expect(await reactor.run { reactor.watch(reader, for: .everyChange, watcher) })
            try await eventually("told that it takes bytes") { watcher.events.count == 1 }
            for byte in UInt8(1)...3 {
                #expect(write(writer, [byte], 1) == 1)
                try await eventually("told of byte \(byte)") { watcher.events.count == Int(byte) + 1 }
            }
            // Nothing is told again of what has not been read.
            await reactor.run {}
            #expect(watcher.events.count == 4)
            close(writer)
            try await eventually("told of the end") { watcher.events.elements.last?.hasAny(of: .ended) == true }
            await reactor.run { reactor.close(reader) }
        }
    }

    /// A descriptor that is closed on another thread is closed, while the reactor runs and when it has ended.
    @Test func aDescriptorIsClosedOnWhicheverThread() async throws {
        let (reactor, (first, firstPeer), (second, secondPeer)) = (try Reactor(), try pipe(), try pipe())
        try reactor.start(name: "test")
        let watcher = Watcher()
        #expect(await reactor.run { reactor.watch(first, for: .everyChange, watcher) })
        reactor.close(first)
        var byte: UInt8 = 0
        #expect(read(firstPeer, &byte, 1) == 0, "the end of what the other side sends")
        await reactor.shutDown()
        reactor.close(second)
        #expect(read(secondPeer, &byte, 1) == 0)
        close(firstPeer)
        close(secondPeer)
    }

    @Test func aWatchIsEndedOnTheThreadAlone() async {
        await #expect(processExitsWith: .failure) {
            let reactor = try Reactor()
            try reactor.start(name: "test")
            reactor.unwatch(0)
        }
    }

    @Test func nothingIsToldBehindTheEndOfAWatch() async throws {
        try await withReactor { reactor in
            let (reader, writer) = try pipe()
            let watcher = Watcher()
            _ = await reactor.run { reactor.watch(reader, for: .readable, watcher) }
            await reactor.run { reactor.unwatch(reader) }
            #expect(write(writer, [1], 1) == 1)
            await reactor.run {}
            await reactor.run {}
            #expect(watcher.events.count == 0)
            close(reader)
            close(writer)
        }
    }

    @Test func whoWatchesIsToldOfTheEndAndWaitingTimersAreToo() async throws {
        let reactor = try Reactor()
        try reactor.start(name: "test")
        let (reader, writer) = try pipe()
        let watcher = Watcher()
        let told = Log<String>()
        _ = await reactor.run { reactor.watch(reader, for: .readable, watcher) }
        _ = reactor.schedule(
            at: .distantFuture, { told.append("fired") },
            onEnd: {
                #expect(reactor.isCurrent)
                told.append("ended")
                reactor.execute { told.append("behind") }
            })
        await reactor.shutDown()
        #expect(watcher.stops.count == 1)
        #expect(told.elements == ["ended", "behind"])
        #expect(!reactor.execute { told.append("too late") })
        _ = reactor.schedule(at: .distantFuture, { told.append("fired") }, onEnd: { told.append("at once") })
        #expect(told.elements == ["ended", "behind", "at once"])
        close(reader)
        close(writer)
    }

    @Test func oneThatIsDiscardedLeavesNothingOpen() async throws {
        await #expect(processExitsWith: .success) {
            func count() -> Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? -1 }
            let before = count()
            for _ in 0..<100 { try Reactor().discard() }
            // Each has two; the process opens and closes some of its own.
            precondition(count() < before + 50)
        }
    }

    // Without a pause the loop would spin; without a way back the listener would be deaf.
    @Test func aListenerSaysWhenDescriptorsRunOut() async throws {
        await #expect(processExitsWith: .success) {
            var address = [UInt8](repeating: 0, count: 16)
            withUnsafeBytes(of: UInt16(AF_INET)) { address.replaceSubrange(0..<2, with: $0) }
            address.replaceSubrange(4..<8, with: [127, 0, 0, 1])
            let listener = try address.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { throw SystemSocket.Failure(code: 0) }
                return try SystemSocket.listen(at: start, length: bytes.count)
            }
            if case .none = SystemSocket.accept(from: listener) {} else { preconditionFailure() }

            withUnsafeBytes(of: UInt16(SystemSocket.local(of: listener).port).bigEndian) {
                address.replaceSubrange(2..<4, with: $0)
            }
            let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            let connected = address.withUnsafeBytes { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) { connect(client, $0.baseAddress, 16) }
            }
            precondition(connected == 0)
            var limit = rlimit(rlim_cur: 256, rlim_max: 256)
            precondition(setrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit) == 0)
            var taken: [Int32] = []
            while case let next = dup(listener), next >= 0 { taken.append(next) }
            if case .exhausted = SystemSocket.accept(from: listener) {} else { preconditionFailure() }
            for descriptor in taken { close(descriptor) }
            guard case .connection(let connection) = SystemSocket.accept(from: listener) else { preconditionFailure() }
            precondition(connection.client.host == "127.0.0.1" && connection.client.port > 0)
        }
    }

    @Test func anAddressInUseSaysSo() throws {
        var address = [UInt8](repeating: 0, count: 16)
        withUnsafeBytes(of: UInt16(AF_INET)) { address.replaceSubrange(0..<2, with: $0) }
        address.replaceSubrange(4..<8, with: [127, 0, 0, 1])
        func listen() throws -> Int32 {
            try address.withUnsafeBytes { bytes in
                try SystemSocket.listen(at: #require(bytes.baseAddress), length: bytes.count)
            }
        }
        let first = try listen()
        withUnsafeBytes(of: UInt16(SystemSocket.local(of: first).port).bigEndian) {
            address.replaceSubrange(2..<4, with: $0)
        }
        let failure = #expect(throws: SystemSocket.Failure.self) { _ = try listen() }
        #expect(failure?.code == EADDRINUSE)
        SystemSocket.close(first)
    }

    private func pipe() throws -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw CocoaError(.featureUnsupported)
        }
        return (ends[0], ends[1])
    }
}

private func withReactor<R>(_ body: (Reactor) async throws -> R) async throws -> R {
    let reactor = try Reactor()
    try reactor.start(name: "test")
    do {
        let result = try await body(reactor)
        await reactor.shutDown()
        return result
    } catch {
        await reactor.shutDown()
        throw error
    }
}

private func eventually(_ what: Comment, _ condition: () -> Bool) async throws {
    for _ in 0..<2_000 where !condition() { try await Task.sleep(for: .milliseconds(5)) }
    #expect(condition(), what)
}

extension Reactor {
    /// What the body returns on the reactor's thread.
    fileprivate func run<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
        await withCheckedContinuation { continuation in
            execute { continuation.resume(returning: body()) }
        }
    }
}
