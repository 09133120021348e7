import CCurl
import HTTPTypes
import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct HandlePoolTests {
    private static func call(_ port: Int = 80) -> UpstreamCall {
        UpstreamCall(
            origin: UpstreamOrigin(scheme: .http, host: "127.0.0.1", port: port), method: .get,
            connectTimeout: .seconds(1), maximumResponseBytes: 1)
    }

    @Test func callIsPreparedOnce() {
        var pool = HandlePool()
        let call = Self.call()
        let first = pool.prepared(call, configuration: CurlTransportConfiguration())
        let second = pool.prepared(call, configuration: CurlTransportConfiguration())
        let other = pool.prepared(Self.call(), configuration: CurlTransportConfiguration())
        #expect(first != nil && first === second && other != nil && first !== other)
    }

    @Test func callsOfTheLastConfigurationAreDropped() throws {
        var pool = HandlePool()
        weak var prepared: CurlCall?
        let kept = Self.call()
        let keptPrepared = pool.prepared(kept, configuration: CurlTransportConfiguration())
        do {
            let old = Self.call()
            prepared = pool.prepared(old, configuration: CurlTransportConfiguration())
            pool.dropReleased()
            #expect(prepared != nil)
        }
        // No new call comes: the old ones were endpoints that are gone.
        pool.dropReleased()
        #expect(prepared == nil)
        let same = pool.prepared(kept, configuration: CurlTransportConfiguration())
        #expect(same === keptPrepared)
    }

    // A number that is free is given to the next call, which must not find what was prepared for the last.
    @Test func callNeverGetsWhatBelongedToAnother() {
        var pool = HandlePool()
        var numbers: Set<Int> = []
        for port in 1...200 {
            let call = Self.call(port)
            numbers.insert(call.key.number)
            #expect(pool.prepared(call, configuration: CurlTransportConfiguration())?.origin.port == port)
        }
        // Tests run beside each other, so a number may be taken in between.
        #expect(numbers.count < 200)
    }

    @Test func callsThatLiveHaveNumbersOfTheirOwn() async {
        let calls = await withTaskGroup(of: [UpstreamCall].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var kept: [UpstreamCall] = []
                    for index in 0..<200 {
                        let call = Self.call()
                        if index.isMultiple(of: 2) { kept.append(call) }
                    }
                    return kept
                }
            }
            var all: [UpstreamCall] = []
            for await some in group { all += some }
            return all
        }
        #expect(Set(calls.map(\.key.number)).count == 800)
        #expect(calls.allSatisfy { !$0.key.isReleased })
    }

    @Test func idleHandlesAreBoundedOverAllCalls() async throws {
        var settings = CurlTransportConfiguration()
        settings.maximumIdleHandles = 5
        let configuration = settings
        let server = try ScriptedServer { $0.serve() }
        defer { server.close() }
        try await withTransport(configuration) { transport in
            let calls = (0..<12).map { _ in server.call() }
            for call in calls + calls { #expect(await transport.send(call).text == "ok") }
            let counts = await Task(executorPreference: transport) {
                transport.withTransfers { transfers in
                    [transfers.pool.idleCount]
                        + calls.compactMap {
                            transfers.pool.prepared($0, configuration: configuration)?.idle.count
                        }
                }
            }.value
            #expect(counts?.first == 5)
            #expect(counts?.dropFirst().reduce(0, +) == 5)
            // The call used last has kept its handle.
            #expect(counts?.last == 1)
        }
    }

    @Test func transportDropsReleasedCallsThoughNoNewOneComes() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let kept = server.call()
            #expect(await transport.send(kept).text == "ok")
            do {
                let old = server.call()
                #expect(await transport.send(old).text == "ok")
            }
            #expect(await transport.send(kept).text == "ok")
            let idle = await Task(executorPreference: transport) { transport.withTransfers { $0.pool.idleCount } }.value
            #expect(idle == 1)
        }
    }

    // The engine lets go of a call while a call is in flight: the handle has nowhere to go back to.
    @Test func transferOutlivesItsCall() async throws {
        let gate = Gate()
        try await withServer { connection in
            while connection.readRequest() != nil {
                gate.wait(for: 2)
                connection.respond("ok")
            }
        } _: { transport, server in
            let key: TransportKey
            let task: Task<String?, Never>
            do {
                let old = server.call()
                key = old.key
                task = Task { [old] in await transport.send(old).text }
            }
            #expect(await eventually { server.requests.count == 1 })
            gate.wait(for: 2)
            #expect(await task.value == "ok")
            #expect(await eventually { key.isReleased })
            let idle = await Task(executorPreference: transport) {
                transport.withTransfers { transfers in
                    transfers.pool.dropReleased()
                    return transfers.pool.idleCount
                }
            }.value
            #expect(idle == 0)
        }
    }

    @Test func handlesKeptPerCallAreBounded() async throws {
        var settings = CurlTransportConfiguration()
        settings.maximumHandlesPerCall = 4
        let configuration = settings
        let gate = Gate()
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                gate.wait(for: 10)
                if !connection.respond("ok") { return }
            }
        }
        defer { server.close() }
        try await withTransport(configuration) { transport in
            let call = server.call()
            await withTaskGroup { group in
                for _ in 0..<10 { group.addTask { #expect(await transport.send(call).text == "ok") } }
            }
            let idle = await Task(executorPreference: transport) {
                transport.withTransfers { $0.pool.prepared(call, configuration: configuration)?.idle.count }
            }.value
            #expect(idle == 4)
        }
    }

    @Test func newCallToTheSameOriginWorksAfterTheOldIsGone() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            for round in 0..<20 {
                // Each may get the address of the last one, whose handles have other options.
                let call = server.call(round.isMultiple(of: 2) ? .get : .delete)
                #expect(await transport.send(call).text == "ok")
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

    private static func header(_ name: String, _ value: String) -> HTTPField? {
        HTTPField.Name(name).map { HTTPField(name: $0, value: value) }
    }

    @Test func linesAreRenderedInOrder() {
        let base = HeaderLines()
        base.render(lines: ["Expect:"], headers: [Self.header("A", "1")].compactMap { $0 })
        #expect(Self.strings(base) == ["Expect:", "A: 1"])
        let own = HeaderLines()
        for _ in 0..<3 {
            own.render(base: base, headers: [Self.header("B", "2"), Self.header("C", "")].compactMap { $0 })
            #expect(Self.strings(own) == ["Expect:", "A: 1", "B: 2", "C;"])
            own.render(base: base, headers: [])
            #expect(Self.strings(own) == ["Expect:", "A: 1"])
        }
        #expect(Self.strings(base) == ["Expect:", "A: 1"])
    }

    @Test func noLinesAreNoList() {
        let lines = HeaderLines()
        #expect(lines.first == nil)
        lines.render(headers: [])
        #expect(lines.first == nil)
        lines.render(headers: [Self.header("Connection", "close")].compactMap { $0 })
        #expect(lines.first == nil)
    }

    @Test(arguments: ["a\r\nX: y", "a\nb", "a\u{0}b", "ü", " a "])
    func valueStaysInItsLine(value: String) {
        let lines = HeaderLines()
        lines.render(headers: [Self.header("A", value), Self.header("B", "1")].compactMap { $0 })
        let strings = Self.strings(lines)
        #expect(strings.count == 2)
        #expect(strings.first?.contains(where: { $0.isNewline }) == false)
        #expect(strings.last == "B: 1")
    }
}
