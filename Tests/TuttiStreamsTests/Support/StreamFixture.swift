import NIOCore
import Testing
import TuttiChannels
import TuttiReactor
import TuttiUpstream

@testable import TuttiStreams

/// A reactor with a transport on it.
final class StreamFixture: Sendable {
    let reactor: Reactor
    let loop: ReactorEventLoop
    private let transport: NIOLoopBoundBox<StreamTransport?>

    /// Runs `body` with a fixture, which ends with it.
    static func run(
        _ configuration: StreamConfiguration = StreamConfiguration(),
        names: @escaping @Sendable (String, Int) -> [SocketAddress] = HostLookup.addresses(of:port:),
        _ body: (StreamFixture) async throws -> Void
    ) async throws {
        let fixture = try await StreamFixture(configuration, names)
        do {
            try await body(fixture)
        } catch {
            await fixture.shutDown()
            throw error
        }
        await fixture.shutDown()
    }

    private init(
        _ configuration: StreamConfiguration, _ names: @escaping @Sendable (String, Int) -> [SocketAddress]
    ) async throws {
        let reactor = try Reactor()
        try reactor.start(name: "streams")
        let loop = ReactorEventLoop(reactor)
        self.reactor = reactor
        self.loop = loop
        transport = .makeEmptyBox(eventLoop: loop)
        try await loop.run { [transport] in
            transport.value = StreamTransport(
                on: loop, names: NameResolver(on: loop, lookUp: names), configuration: configuration)
        }
    }

    /// Begins an exchange; `cancels` if it is given up as soon as a connection is being made for it.
    func open(
        _ request: StreamedRequest, writing text: String = "", cancels: Bool = false,
        _ acting: @escaping @Sendable (RecordedExchange, RecordedExchange.Event) -> Void = { _, _ in }
    ) async throws -> RecordedExchange {
        let recorded = RecordedExchange(on: loop, acting: acting)
        try await loop.run { [transport, loop] in
            recorded.stream = transport.value?.open(request, observer: recorded)
            recorded.stream?.write(ByteBuffer(string: text))
            // It looks for a connection in the turn behind this one.
            if cancels { loop.execute { recorded.stream?.cancel() } }
        }
        return recorded
    }

    /// Runs an exchange to its end.
    func exchange(_ request: StreamedRequest) async throws -> RecordedExchange {
        let recorded = try await open(request)
        try await recorded.waitForEnd()
        return recorded
    }

    /// What the transport has, on the loop.
    var figures: StreamFigures { transport.value?.figures ?? StreamFigures() }

    /// How many connections there are, and how many of them are idle.
    func connections() async throws -> (all: Int, idle: Int) {
        let figures: StreamFigures = try await loop.run { [self] in self.figures }
        return (figures.connections, figures.idle)
    }

    /// Waits until there are so many connections, and so many of them are idle.
    func expectConnections(_ all: Int, idle: Int) async throws {
        try await eventually("there are \(all) connections, \(idle) of them idle") {
            try await connections() == (all, idle)
        }
    }

    private func shutDown() async {
        try? await loop.run { [transport] () -> Void in
            transport.value?.closeIdle()
            transport.value = nil
        }
        await reactor.shutDown()
    }
}
