import NIOCore
import Testing
import TuttiChannels
import TuttiPlan
import TuttiReactor

@testable import TuttiServer

/// Which socket a listener takes of those that were passed.
struct PassedSocketsTests {
    private static func socket(_ name: String) throws -> (PassedSockets.Socket, ListenAddress) {
        let descriptor = try ListenSocket.open(SocketAddress(ipAddress: "127.0.0.1", port: 0))
        let socket = PassedSockets.Socket(name: name, descriptor: descriptor, hasOwnFile: false)
        return (socket, socket.address)
    }

    /// systemd gives all sockets of a unit the same name, unless it says otherwise.
    @Test func ofSeveralWithItsNameAListenerTakesTheOneOfItsAddress() throws {
        let all = try (0..<3).map { _ in try Self.socket("tutti.socket") }
        let passed = PassedSockets(all.map(\.0))
        for index in [2, 0, 1] {
            #expect(passed.take(for: all[index].1, names: ["tutti.socket"])?.descriptor == all[index].0.descriptor)
        }
        #expect(passed.closeRest().isEmpty)
        for (socket, _) in all { SystemSocket.close(socket.descriptor) }
    }

    @Test func aNameComesBeforeAnAddress() throws {
        let (first, second) = (try Self.socket("a"), try Self.socket("b"))
        let passed = PassedSockets([first.0, second.0])
        #expect(passed.take(for: first.1, names: ["b"])?.descriptor == second.0.descriptor)
        #expect(passed.take(for: second.1, names: []) == nil)
        #expect(passed.take(for: first.1, names: [])?.descriptor == first.0.descriptor)
        for (socket, _) in [first, second] { SystemSocket.close(socket.descriptor) }
    }
}
