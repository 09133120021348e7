import Foundation
import ScriptedNames
import Testing

/// `TUTTI_DNS_SERVERS` of a gateway that runs as a process.
struct NameServersTests {
    private static let gateway = """
        listen: 127.0.0.1:0
        admin: 127.0.0.1:0
        services: { orders: { discover: { dns: orders, port: 80 } } }
        """

    private func start(_ environment: String) throws -> (program: RunningProgram, folder: TemporaryFolder) {
        let folder = try TemporaryFolder(["gateway.yaml": Self.gateway])
        let program = try RunningProgram(
            "tutti", shell: "\(environment) exec \"$0\" serve \(folder.url.path) --workers 1 --no-access-log")
        return (program, folder)
    }

    @Test(arguments: [
        ("127.0.0.1:99999", "127.0.0.1:99999"), ("ns.internal", "ns.internal"), ("10.0.0.1,,10.0.0.2", ""),
        ("10.0.0.1;10.0.0.2", "10.0.0.1;10.0.0.2"), ("[::1:53", "[::1:53"), ("10.0.0.1:5 3", "10.0.0.1:5 3"),
        ("[10.0.0.1]:53", "[10.0.0.1]:53"), ("10.0.0.1:+53", "10.0.0.1:+53"),
    ])
    func aMistakeIsSaidAtTheStart(servers: String, entry: String) async throws {
        let (program, folder) = try start("TUTTI_DNS_SERVERS='\(servers)'")
        #expect(try await program.exitCode() == 2)
        #expect(program.errors.contains("TUTTI_DNS_SERVERS is wrong at '\(entry)'"), "\(program.errors)")
        withExtendedLifetime(folder) {}
    }

    /// The name is tried in six domains, and the server that is dead is asked first each time.
    @Test func aDeadServerAndManySearchDomainsLeaveTimeForTheAnswer() async throws {
        let dead = try ScriptedNameServer { _ in [] }
        let live = try ScriptedNameServer(ScriptedNameServer.script([NameRecord("orders.f.test", .a("10.0.0.1"))]))
        defer {
            dead.close()
            live.close()
        }
        let (program, folder) = try start(
            "TUTTI_DNS_SERVERS=\(dead.address),\(live.address) LOCALDOMAIN='a.test b.test c.test d.test e.test f.test'")
        let (_, admin) = try await program.ports()
        var list = ""
        try await eventually("the instance is found") {
            list = try await HTTPConnection.get(port: admin, "/services").body
            return list.contains("10.0.0.1:80")
        }
        #expect(program.errors.contains("can't be found") == false, "\(program.errors)")
        program.signal(SIGTERM)
        #expect(try await program.exitCode() == 0)
        withExtendedLifetime(folder) {}
    }
}
