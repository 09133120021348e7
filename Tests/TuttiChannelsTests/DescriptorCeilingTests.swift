import Foundation
import NIOCore
import Synchronization
import Testing
import TuttiChannels
import TuttiReactor

@Suite(.timeLimit(.minutes(10))) struct DescriptorCeilingTests {
    /// In a process of its own, because numbers of descriptors are those of all of it.
    @Test func nothingIsAcceptedBehindTheCeilingUntilThereIsRoom() async {
        await #expect(processExitsWith: .success) {
            let reactor = try Reactor()
            try reactor.start(name: "test")
            let accepted = Mutex<[Int32]>([])
            let told = Mutex(0)
            // The numbers that the listener and 20 clients will get, and five more.
            let numbers = (0..<26).map { _ in dup(0) }
            for number in numbers { close(number) }
            guard let ceiling = numbers.last else { exit(5) }
            let socket = try ListenSocket(
                ListenSocket.open(SocketAddress(ipAddress: "127.0.0.1", port: 0)), on: reactor, ceiling: Int(ceiling),
                onShortage: { told.withLock { $0 += 1 } }
            ) { connection in accepted.withLock { $0.append(connection.descriptor) } }
            let port = socket.bound.port
            var clients: [Peer] = []
            for _ in 0..<20 { clients.append(try Peer(connectingTo: port)) }
            try await ReactorEventLoop(reactor).run { try socket.start() }
            // The last one has the first number behind the ceiling; the others wait in the kernel's queue.
            try await eventually("accepting stops") { told.withLock { $0 } == 1 }
            let first = accepted.withLock { $0 }
            guard first.count < clients.count, first.dropLast().allSatisfy({ $0 < ceiling }),
                let last = first.last, last >= ceiling
            else { exit(2) }
            // It asks again ten times a second, and finds no room.
            try await Task.sleep(for: .milliseconds(500))
            guard accepted.withLock({ $0.count }) == first.count else { exit(3) }
            for descriptor in first { close(descriptor) }
            try await eventually("accepting goes on") { accepted.withLock { $0.count } > first.count }
            // It is told once in a minute.
            guard told.withLock({ $0 }) == 1 else { exit(4) }
            exit(0)
        }
    }
}
