import Glibc
import ScriptedNames
import Testing
import TuttiDiscovery
import TuttiPlan

/// Names that a real name server on a loopback socket answers, well and badly.
struct NameLookUpTests {
    private static let name = "orders.internal"
    private static let dns = DiscoveryPlan.dns(name: name, port: 8080, isSecure: false)
    private static let srv = DiscoveryPlan.srv(name: "_http._tcp.\(name)", isSecure: true)

    private static func addresses(_ addresses: String..., seconds: UInt32 = 60) -> [NameRecord] {
        addresses.map { NameRecord(name, seconds: seconds, .a($0)) }
    }

    /// Looks for instances with a server that sends these replies to each question.
    private func looking(
        for plan: DiscoveryPlan = NameLookUpTests.dns, _ script: @escaping @Sendable (NameQuestion) -> [NameReply],
        _ body: (FoundInstances, ScriptedNameServer) async throws -> Void
    ) async throws {
        let server = try ScriptedNameServer(script)
        defer { server.close() }
        try await FoundInstances.looking(for: plan, servers: server.address) { found, _ in
            try await body(found, server)
        }
    }

    @Test func eachAddressIsAnInstance() async throws {
        let records = Self.addresses("10.0.0.2", "10.0.0.1")
        try await looking(ScriptedNameServer.script(records)) { found, server in
            let instances = ["10.0.0.1", "10.0.0.2"].map { ServiceInstance(host: Self.name, address: $0, port: 8080) }
            // Nothing is known at the beginning, and said so.
            #expect(found.sets == [[], instances])
            #expect(Set(server.questions.map(\.type)) == [1, 28])
        }
    }

    @Test func aliasesAreFollowedInTheAnswer() async throws {
        let records = [
            NameRecord(Self.name, .cname("a.example")), NameRecord("a.example", .cname("b.example")),
            NameRecord("b.example", .a("10.0.0.9")),
        ]
        try await looking(ScriptedNameServer.script(records)) { found, _ in #expect(found.addresses == ["10.0.0.9"]) }
    }

    @Test func aLoopOfAliasesEnds() async throws {
        let records = [NameRecord(Self.name, .cname("a.example")), NameRecord("a.example", .cname(Self.name))]
        try await looking(ScriptedNameServer.script(records)) { found, _ in
            try await eventually("it fails") { !found.changes.isEmpty }
            #expect(found.addresses.isEmpty)
        }
    }

    @Test(arguments: [(3, LookUpFailure.notFound), (0, .empty), (2, .noAnswer), (5, .noAnswer)])
    func aBadAnswerIsSaid(code: Int, failure: LookUpFailure) async throws {
        try await looking({ _ in [NameReply(code: code)] }) { found, _ in
            try await eventually("it is said") { found.hasFailed(failure) }
            #expect(found.addresses.isEmpty)
        }
    }

    @Test func whatIsKnownStaysWhenTheNameIsGoneAndComesBack() async throws {
        try await looking(ScriptedNameServer.script(Self.addresses("10.0.0.1", seconds: 1))) { found, server in
            #expect(found.addresses == ["10.0.0.1"])
            server.answer([])
            try await eventually("it is said") { found.hasFailed(.notFound) }
            #expect(found.addresses == ["10.0.0.1"])
            server.answer(Self.addresses("10.0.0.2", seconds: 1))
            try await eventually("it is found again") { found.addresses == ["10.0.0.2"] }
        }
    }

    @Test func whatIsKnownStaysWhenTheServerIsGone() async throws {
        try await looking(ScriptedNameServer.script(Self.addresses("10.0.0.1", seconds: 1))) { found, server in
            #expect(found.addresses == ["10.0.0.1"])
            server.close()
            try await eventually("it is said") { found.hasFailed(.noAnswer) }
            #expect(found.addresses == ["10.0.0.1"])
        }
    }

    @Test func nobodyWaitsLongForAServerThatIsSilent() async throws {
        try await looking({ _ in [] }) { found, _ in
            #expect(found.sets == [[]])
            try await eventually("it is said") { found.hasFailed(.noAnswer) }
        }
    }

    /// 1,000 addresses are more than fit into a datagram, and 4,000 nearly what fits into a message.
    @Test(arguments: [1000, 4000]) func whatIsCutOverUDPIsAskedForOverTCP(count: Int) async throws {
        let records = (0..<count).map { NameRecord(Self.name, .a("10.0.\($0 / 250).\($0 % 250)")) }
        try await looking(ScriptedNameServer.script(records)) { found, server in
            try await eventually("all are found") { found.addresses.count == count }
            #expect(server.questions.contains { $0.isTCP })
        }
    }

    @Test func anAnswerWithAnotherIDOrFromAnotherPortIsNone() async throws {
        let script: @Sendable (NameQuestion) -> [NameReply] = { question in
            guard question.type == 1 else { return [NameReply()] }
            var spoofed = (0..<20).map { offset in
                var reply = NameReply([NameRecord(Self.name, .a("6.6.6.6"))])
                reply.idOffset = offset + 1
                return reply
            }
            var elsewhere = NameReply([NameRecord(Self.name, .a("6.6.6.7"))])
            elsewhere.isFromOtherPort = true
            spoofed.append(elsewhere)
            return spoofed + [NameReply([NameRecord(Self.name, .a("10.0.0.1"))])]
        }
        try await looking(script) { found, _ in #expect(found.addresses == ["10.0.0.1"]) }
    }

    @Test func anAnswerToAnotherQuestionIsNone() async throws {
        let script: @Sendable (NameQuestion) -> [NameReply] = { question in
            // The id of the question is not known here: all zeros fit none, or one of 65,536.
            var nonsense = NameReply()
            nonsense.bytes = [UInt8](repeating: 0, count: 40)
            return question.type == 1 ? [nonsense, NameReply(Self.addresses("10.0.0.1"))] : [NameReply()]
        }
        try await looking(script) { found, _ in #expect(found.addresses == ["10.0.0.1"]) }
    }

    @Test func bothFamiliesAreInstancesWhereThisMachineHasAWayToBoth() async throws {
        let loopback = [UInt8](repeating: 0, count: 15) + [1]
        let records = Self.addresses("127.0.0.1") + [NameRecord(Self.name, .aaaa(loopback))]
        try await looking(ScriptedNameServer.script(records)) { found, _ in
            #expect(found.addresses == (Self.hasIPv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"]))
        }
    }

    /// Whether a datagram could be sent to ::1.
    private static var hasIPv6: Bool {
        let descriptor = socket(AF_INET6, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = 53
        address.sin6_addr = in6addr_loopback
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
            }
        }
    }

    @Test func recordsSayPortPriorityAndWeight() async throws {
        let name = "_http._tcp.\(Self.name)"
        let records = [
            NameRecord(name, .srv(priority: 1, weight: 0, port: 8443, target: "b.internal")),
            NameRecord(name, .srv(priority: 0, weight: 5, port: 443, target: "a.internal")),
            NameRecord(name, .srv(priority: 0, weight: 7, port: 444, target: "A.internal")),
            NameRecord("a.internal", .a("10.0.0.1")), NameRecord("a.internal", .a("10.0.0.2")),
            NameRecord("b.internal", .a("10.0.0.3")),
        ]
        try await looking(for: Self.srv, ScriptedNameServer.script(records)) { found, server in
            let instances = (found.sets.last ?? []).map {
                "\($0.host.lowercased()) \($0.address ?? "") \($0.port) \($0.priority) \($0.weight) \($0.isSecure)"
            }
            #expect(
                instances == [
                    "a.internal 10.0.0.1 443 0 5 true", "a.internal 10.0.0.1 444 0 7 true",
                    "a.internal 10.0.0.2 443 0 5 true", "a.internal 10.0.0.2 444 0 7 true",
                    "b.internal 10.0.0.3 8443 1 1 true",
                ])
            // A host with two ports is asked for once.
            #expect(server.questions.count { $0.type == 1 && $0.name.lowercased() == "a.internal" } == 1)
        }
    }

    @Test func aHostThatFailsKeepsItsInstances() async throws {
        let name = "_http._tcp.\(Self.name)"
        let records = [
            NameRecord(name, seconds: 1, .srv(priority: 0, weight: 1, port: 1, target: "a.internal")),
            NameRecord(name, seconds: 1, .srv(priority: 0, weight: 1, port: 2, target: "b.internal")),
            NameRecord("a.internal", seconds: 1, .a("10.0.0.1")), NameRecord("b.internal", seconds: 1, .a("10.0.0.2")),
        ]
        let good = ScriptedNameServer.script(records)
        try await looking(for: Self.srv, good) { found, server in
            try await eventually("both are there") { found.addresses == ["10.0.0.1", "10.0.0.2"] }
            server.answer { $0.name == "b.internal" ? [NameReply(code: 2)] : good($0) }
            let asked = server.questions.count
            try await eventually("it was asked again") {
                server.questions.dropFirst(asked).count { $0.type == 33 } > 2
            }
            #expect(found.addresses == ["10.0.0.1", "10.0.0.2"])
            // A host that doesn't exist any more has none.
            server.answer { $0.name == "b.internal" ? [NameReply(code: 3)] : good($0) }
            try await eventually("it is gone") { found.addresses == ["10.0.0.1"] }
        }
    }

    /// Whichever answer comes last, also the one that there are no AAAA records.
    @Test(arguments: [(failing: 1, after: 28), (28, 1), (1, 1)])
    func aHostOfWhichOneFamilyFailsKeepsItsInstances(failing: Int, after: Int) async throws {
        let name = "_http._tcp.\(Self.name)"
        let records = [
            NameRecord(name, seconds: 1, .srv(priority: 0, weight: 1, port: 1, target: "a.internal")),
            NameRecord(name, seconds: 1, .srv(priority: 0, weight: 1, port: 2, target: "b.internal")),
            NameRecord("a.internal", seconds: 1, .a("10.0.0.1")), NameRecord("b.internal", seconds: 1, .a("10.0.0.2")),
        ]
        let good = ScriptedNameServer.script(records)
        try await looking(for: Self.srv, good) { found, server in
            try await eventually("both are there") { found.addresses == ["10.0.0.1", "10.0.0.2"] }
            server.answer { question in
                guard question.name == "b.internal" else { return good(question) }
                // c-ares hears of the other family later.
                if question.type == after { usleep(50_000) }
                return [NameReply(code: question.type == failing ? 2 : 0)]
            }
            let asked = server.questions.count
            try await eventually("it was asked again") {
                server.questions.dropFirst(asked).count { $0.type == 33 } > 2
            }
            #expect(found.addresses == ["10.0.0.1", "10.0.0.2"])
        }
    }

    /// What a look-up may take bounds all of it: the hosts that are left are not asked for any more.
    @Test func aLookUpOfManyHostsThatAreSilentEnds() async throws {
        let script: @Sendable (NameQuestion) -> [NameReply] = { question in
            guard question.type == 33 else { return [] }
            return [
                NameReply(
                    (0..<200).map {
                        NameRecord(question.name, .srv(priority: 0, weight: 1, port: 80, target: "h\($0).x.internal"))
                    })
            ]
        }
        try await looking(for: Self.srv, script) { found, server in
            try await eventually("it is said") { found.hasFailed(.noAnswer) }
            #expect(Set(server.questions.filter { $0.type == 1 }.map(\.name)).count <= 32)
        }
    }

    /// 600 records with 20 addresses each; 10,000 are used, and what is left out is counted.
    @Test func instancesAreBounded() async throws {
        let name = "_http._tcp.\(Self.name)"
        let script: @Sendable (NameQuestion) -> [NameReply] = { question in
            if question.type == 33 {
                return [
                    NameReply(
                        (0..<600).map {
                            NameRecord(name, .srv(priority: 0, weight: 1, port: 80, target: "h\($0).x.internal"))
                        })
                ]
            }
            guard question.type == 1, let host = Int(question.name.prefix { $0 != "." }.dropFirst()) else {
                return [NameReply()]
            }
            return [
                NameReply((0..<20).map { NameRecord(question.name, .a("10.\(host / 250).\(host % 250).\($0)")) })
            ]
        }
        try await looking(for: Self.srv, script) { found, _ in
            try await eventually("they are found") { !found.addresses.isEmpty }
            #expect(found.addresses.count == 10_000)
            guard case .instances(10_000, 0, _, _, let cut)? = found.changes.first else {
                Issue.record("\(found.changes.count) changes")
                return
            }
            #expect(cut == 2000)
        }
    }
}
