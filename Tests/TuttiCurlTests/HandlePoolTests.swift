import CCurl
import HTTPTypes
import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct HandlePoolTests {
    private static func call() -> UpstreamCall {
        UpstreamCall(method: .get, connectTimeout: .seconds(1), maximumResponseBytes: 1)
    }

    private static func instance(_ port: Int = 80) -> UpstreamInstance {
        UpstreamInstance(origin: UpstreamOrigin(scheme: .http, host: "127.0.0.1", port: port))
    }

    @Test func callIsPreparedOnce() {
        var pool = HandlePool()
        let call = Self.call()
        let first = pool.prepared(call, configuration: CurlTransportConfiguration())
        let second = pool.prepared(call, configuration: CurlTransportConfiguration())
        let other = pool.prepared(Self.call(), configuration: CurlTransportConfiguration())
        #expect(first === second && first !== other)
    }

    @Test func instanceIsPreparedOnce() {
        var pool = HandlePool()
        let instance = Self.instance()
        let first = pool.prepared(instance)
        let second = pool.prepared(instance)
        let other = pool.prepared(Self.instance())
        #expect(first != nil && first === second && other != nil && first !== other)
    }

    @Test func whatTheLastConfigurationHadIsDropped() {
        var pool = HandlePool()
        weak var prepared: CurlCall?
        weak var address: CurlInstance?
        let (kept, keptInstance) = (Self.call(), Self.instance())
        let keptPrepared = pool.prepared(kept, configuration: CurlTransportConfiguration())
        let keptAddress = pool.prepared(keptInstance)
        do {
            let (old, oldInstance) = (Self.call(), Self.instance())
            prepared = pool.prepared(old, configuration: CurlTransportConfiguration())
            address = pool.prepared(oldInstance)
            pool.dropReleased()
            #expect(prepared != nil && address != nil)
        }
        // No new one comes: the old ones were endpoints and services that are gone.
        pool.dropReleased()
        #expect(prepared == nil && address == nil)
        let same = pool.prepared(kept, configuration: CurlTransportConfiguration())
        let sameAddress = pool.prepared(keptInstance)
        #expect(same === keptPrepared && keptAddress != nil && sameAddress === keptAddress)
    }

    // A number that is free is given to the next owner, which must not find what was prepared for the last.
    @Test func nobodyGetsWhatBelongedToAnother() {
        var pool = HandlePool()
        var numbers: Set<Int> = []
        for port in 1...200 {
            let instance = Self.instance(port)
            numbers.insert(instance.key.number)
            #expect(pool.prepared(instance)?.origin.port == port)
            let call = UpstreamCall(
                method: .get, connectTimeout: .milliseconds(Int64(port)), maximumResponseBytes: 1)
            numbers.insert(call.key.number)
            #expect(
                pool.prepared(call, configuration: CurlTransportConfiguration()).connectMilliseconds == port)
        }
        // Tests run beside each other, so a number may be taken in between.
        #expect(numbers.count < 400)
    }

    @Test func callsAndInstancesThatLiveHaveNumbersOfTheirOwn() async {
        let owners = await withTaskGroup(of: [(call: UpstreamCall, instance: UpstreamInstance)].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var kept: [(call: UpstreamCall, instance: UpstreamInstance)] = []
                    for index in 0..<200 {
                        let owners = (call: Self.call(), instance: Self.instance())
                        if index.isMultiple(of: 2) { kept.append(owners) }
                    }
                    return kept
                }
            }
            var all: [(call: UpstreamCall, instance: UpstreamInstance)] = []
            for await some in group { all += some }
            return all
        }
        let keys = owners.flatMap { [$0.call.key, $0.instance.key] }
        #expect(Set(keys.map(\.number)).count == 1_600)
        // A release build gives the owners up after their last use.
        withExtendedLifetime(owners) {
            #expect(keys.allSatisfy { !$0.isReleased })
        }
    }

    /// One handle serves all instances of a service: each request goes where it is to go, and says so.
    @Test func aHandleServesOneInstanceAfterTheOther() async throws {
        let (first, second) = (try ScriptedServer { $0.serve() }, try ScriptedServer { $0.serve() })
        defer {
            first.close()
            second.close()
        }
        try await withTransport { transport in
            var call = first.call()
            let instances = [call.instance, second.call().instance]
            for round in 0..<10 {
                call.instance = instances[round % 2]
                #expect(await transport.send(call, "/\(round)").text == "ok")
            }
            let idle = await Task(executorPreference: transport) { transport.withTransfers { $0.pool.idleCount } }.value
            #expect(idle == 1)
        }
        for (server, rounds) in [(first, [0, 2, 4, 6, 8]), (second, [1, 3, 5, 7, 9])] {
            #expect(server.requests.map(\.line) == rounds.map { "GET /\($0) HTTP/1.1" })
            #expect(server.requests.allSatisfy { $0.values(of: "host") == ["127.0.0.1:\(server.port)"] })
            #expect(server.connections == 1)
        }
    }

    /// The address belongs to the handle until it has another one: libcurl may read it.
    @Test func aHandleOutlivesTheInstanceThatItServedLast() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            var call = server.call()
            #expect(await transport.send(call).text == "ok")
            let key = call.instance.key
            call.instance = server.call().instance
            #expect(await eventually { key.isReleased })
            await transport.seesItsSockets()
            for _ in 0..<2 { #expect(await transport.send(call).text == "ok") }
            #expect(server.connections == 1)
        }
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
                        + calls.map {
                            transfers.pool.prepared($0.call, configuration: configuration).idle.count
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
                key = old.call.key
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
                transport.withTransfers { $0.pool.prepared(call.call, configuration: configuration).idle.count }
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
