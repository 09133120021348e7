import FilesOnDisk
import Foundation
import ScriptedNames
import Testing
import TuttiDiscovery
import TuttiPlan

struct ServiceDiscoveryTests {
    private static let name = "orders.internal"
    private static let plan = DiscoveryPlan.dns(name: name, port: 80, isSecure: false)

    @Test func aNameInTheHostsFileNeedsNoServer() async throws {
        let plan = DiscoveryPlan.dns(name: "localhost", port: 80, isSecure: false)
        try await FoundInstances.looking(for: plan, servers: "127.0.0.1:1") { found, _ in
            #expect(found.addresses.contains("127.0.0.1"))
        }
    }

    @Test func whoeverComesLaterIsToldWhatIsKnown() async throws {
        let server = try ScriptedNameServer(ScriptedNameServer.script([NameRecord(Self.name, .a("10.0.0.1"))]))
        defer { server.close() }
        try await FoundInstances.looking(for: Self.plan, servers: server.address) { _, discovery in
            let (asked, later) = (server.questions.count, FoundInstances())
            await discovery.follow([ServiceDiscovery.Followed(service: "orders", plan: Self.plan, consumer: later)])
            #expect(later.addresses == ["10.0.0.1"])
            #expect(later.sets.count == 1)
            #expect(server.questions.count == asked)
            // Another service is looked for by itself, though its name is the same.
            let other = FoundInstances()
            await discovery.follow([ServiceDiscovery.Followed(service: "others", plan: Self.plan, consumer: other)])
            #expect(other.addresses == ["10.0.0.1"])
            #expect(discovery.figures.map(\.service) == ["orders", "others"])
            #expect(discovery.figures.first?.lookUps.reduce(0, +) == 1)
        }
    }

    @Test func nobodyIsLookedForWhenNobodyIsToldAnyMore() async throws {
        let record = NameRecord(Self.name, seconds: 1, .a("10.0.0.1"))
        let server = try ScriptedNameServer(ScriptedNameServer.script([record]))
        defer { server.close() }
        let discovery = ServiceDiscovery(servers: server.address) { _ in }
        weak var gone: FoundInstances?
        do {
            let found = FoundInstances()
            gone = found
            await discovery.follow([ServiceDiscovery.Followed(service: "orders", plan: Self.plan, consumer: found)])
        }
        #expect(gone == nil)
        // Another name is asked for again and again; the first one soon no more.
        let other = DiscoveryPlan.dns(name: "other.internal", port: 80, isSecure: false)
        server.answer([record, NameRecord("other.internal", seconds: 1, .a("10.0.0.2"))])
        let found = FoundInstances()
        await discovery.follow([ServiceDiscovery.Followed(service: "others", plan: other, consumer: found)])
        let asked = server.questions.count { $0.name == Self.name }
        try await eventually("the other one was asked for") {
            server.questions.count { $0.name == "other.internal" } >= 6
        }
        #expect(server.questions.count { $0.name == Self.name } <= asked + 2)
        #expect(discovery.figures.map(\.service) == ["others"])
        await discovery.shutDown()
    }

    @Test func servicesWithoutDiscoveryTakeNoThread() async {
        let discovery = ServiceDiscovery { _ in }
        await discovery.follow([])
        #expect(discovery.figures.isEmpty)
        await discovery.shutDown()
    }

    @Test func aFileIsReadWhenItHasChanged() async throws {
        let folder = try FolderOnDisk()
        try folder.write(#"["http://10.0.0.1:80"]"#, to: "instances.json")
        let plan = DiscoveryPlan.file(path: folder.path + "/instances.json")
        try await FoundInstances.looking(for: plan, servers: nil) { found, discovery in
            #expect(found.sets.last == [ServiceInstance(host: "10.0.0.1", port: 80)])
            try folder.write(#"["https://10.0.0.2:8443", "http://10.0.0.1:80"]"#, to: "instances.json")
            try await eventually("it is read") { found.addresses.count == 2 }
            // A bad file, an empty list and no file take nothing away.
            try folder.write(#"["http://10.0.0.3:80", "ftp://x"]"#, to: "instances.json")
            try await eventually("it is said") {
                found.hasFailed(
                    .unreadable("line 1, column 24: `ftp` is not a scheme that services are called by"))
            }
            try folder.write("[]", to: "instances.json")
            try await eventually("it is said") { found.hasFailed(.empty) }
            try FileManager.default.removeItem(atPath: folder.path + "/instances.json")
            try await eventually("it is said") { found.hasFailed(.unreadable("there is no such file")) }
            #expect(found.addresses.count == 2)
            try folder.write(#"["http://10.0.0.4"]"#, to: "instances.json")
            try await eventually("it is read") { found.addresses == ["10.0.0.4"] }
        }
    }

    @Test func aFileThatComesLaterIsRead() async throws {
        let folder = try FolderOnDisk()
        try await FoundInstances.looking(for: .file(path: folder.path + "/new.json"), servers: nil) { found, _ in
            #expect(found.hasFailed(.unreadable("there is no such file")))
            try folder.write(#"["http://10.0.0.1"]"#, to: "new.json")
            try await eventually("it is read") { found.addresses == ["10.0.0.1"] }
        }
    }
}
