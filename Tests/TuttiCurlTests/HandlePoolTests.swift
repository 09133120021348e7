import CCurl
import HTTPTypes
import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct HandlePoolTests {
    private static func route(_ port: Int = 80) -> UpstreamRoute {
        UpstreamRoute(
            origin: UpstreamOrigin(scheme: .http, host: "127.0.0.1", port: port), method: .get,
            connectTimeout: .seconds(1), maximumResponseBytes: 1)
    }

    @Test func routeIsPreparedOnce() {
        var pool = HandlePool()
        let route = Self.route()
        let first = pool.prepared(route, configuration: LaneConfiguration())
        let second = pool.prepared(route, configuration: LaneConfiguration())
        let other = pool.prepared(Self.route(), configuration: LaneConfiguration())
        #expect(first != nil && first === second && other != nil && first !== other)
    }

    @Test func routesOfTheLastConfigurationAreDropped() throws {
        var pool = HandlePool()
        weak var prepared: PreparedRoute?
        do {
            let old = Self.route()
            prepared = pool.prepared(old, configuration: LaneConfiguration())
            #expect(prepared != nil)
        }
        // The next route that is new, as after a reload.
        let new = Self.route()
        let next = pool.prepared(new, configuration: LaneConfiguration())
        #expect(next != nil && prepared == nil)
    }

    @Test func handlesKeptPerRouteAreBounded() async throws {
        var settings = LaneConfiguration()
        settings.maximumHandlesPerRoute = 4
        let configuration = settings
        let gate = Gate()
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                gate.wait(for: 10)
                if !connection.respond("ok") { return }
            }
        }
        defer { server.close() }
        try await withLane(configuration) { lane in
            let route = server.route()
            await withTaskGroup { group in
                for _ in 0..<10 { group.addTask { #expect(await lane.send(route).text == "ok") } }
            }
            let idle = await Task(executorPreference: lane) {
                lane.withLoop { $0.pool.prepared(route, configuration: configuration)?.idle.count }
            }.value
            #expect(idle == 4)
        }
    }

    @Test func newRouteToTheSameOriginWorksAfterTheOldIsGone() async throws {
        try await withServer({ $0.serve() }) { lane, server in
            for round in 0..<20 {
                // Each may get the address of the last one, whose handles have other options.
                let route = server.route(round.isMultiple(of: 2) ? .get : .delete)
                #expect(await lane.send(route).text == "ok")
            }
            #expect(server.requests.map { $0.line.prefix(3) } == (0..<20).map { $0.isMultiple(of: 2) ? "GET" : "DEL" })
        }
    }
}

@Suite struct HeaderLinesTests {
    private static func strings(_ lines: HeaderLines) -> [String] {
        var strings: [String] = []
        var node = lines.first
        while let current = node {
            strings.append(String(cString: current.pointee.data))
            node = current.pointee.next.map { UnsafePointer($0) }
        }
        return strings
    }

    private static func field(_ name: String, _ value: String) -> HTTPField? {
        HTTPField.Name(name).map { HTTPField(name: $0, value: value) }
    }

    @Test func linesAreRenderedInOrder() {
        let base = HeaderLines()
        base.render(lines: ["Expect:"], fields: [Self.field("A", "1")].compactMap { $0 })
        #expect(Self.strings(base) == ["Expect:", "A: 1"])
        let own = HeaderLines()
        for _ in 0..<3 {
            own.render(base: base, fields: [Self.field("B", "2"), Self.field("C", "")].compactMap { $0 })
            #expect(Self.strings(own) == ["Expect:", "A: 1", "B: 2", "C;"])
            own.render(base: base, fields: [])
            #expect(Self.strings(own) == ["Expect:", "A: 1"])
        }
        #expect(Self.strings(base) == ["Expect:", "A: 1"])
    }

    @Test func noLinesAreNoList() {
        let lines = HeaderLines()
        #expect(lines.first == nil)
        lines.render(fields: [])
        #expect(lines.first == nil)
        lines.render(fields: [Self.field("Connection", "close")].compactMap { $0 })
        #expect(lines.first == nil)
    }

    @Test(arguments: ["a\r\nX: y", "a\nb", "a\u{0}b", "ü", " a "])
    func valueStaysInItsLine(value: String) {
        let lines = HeaderLines()
        lines.render(fields: [Self.field("A", value), Self.field("B", "1")].compactMap { $0 })
        let strings = Self.strings(lines)
        #expect(strings.count == 2)
        #expect(strings.first?.contains(where: { $0.isNewline }) == false)
        #expect(strings.last == "B: 1")
    }
}
