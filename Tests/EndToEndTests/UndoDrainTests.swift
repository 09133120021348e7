import FixtureServices
import Foundation
import NIOHTTP1
import Synchronization
import Testing

/// A process that is told to end while something is being taken back.
@Suite struct UndoDrainTests {
    private static let writes = """
        endpoint: POST /x
        deadline: 20s
        calls:
          a: { service: s, put: /a, required: true, undo: { delete: /a } }
          b: { service: s, put: /b, after: a, required: true, undo: { delete: /b } }
          c: { service: s, put: /c, after: b, required: true }
        """

    /// The undo of `b` takes longer than the second that reports have in any case; that of `a` comes behind it.
    @Test(arguments: [false, true]) func undosUnderWayAreMadeToTheEnd(afterAReload: Bool) async throws {
        let deleted = Mutex<[String]>([])
        let service = try await FixtureServer.start { request in
            if request.method == "DELETE" { deleted.withLock { $0.append(String(request.path)) } }
            var response = FixtureResponse(status: request.path == "/c" ? 409 : 204)
            if request.method == "DELETE", request.path == "/b" { response.fault = .delay(.milliseconds(1_700)) }
            return response
        }
        let folder = try TemporaryFolder([
            "gateway.yaml": "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\n"
                + "services: { s: { instances: [\(service.url)] } }\n",
            "x.yaml": Self.writes,
        ])
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, _) = try await gateway.ports()
        try await HTTPConnection.open(port: port) { connection in
            try await connection.sendOnly(.POST, "/x", body: "1", headers: [("content-type", "application/json")])
            _ = await service.wait { $0.requests == 4 }
        }
        #expect(deleted.withLock { $0 } == ["/b"])
        if afterAReload {
            try folder.write("x.yaml", "endpoint: GET /x\ncalls: { a: { service: s, get: /a } }\n")
            gateway.signal(SIGHUP)
            _ = try await gateway.message("reloaded ")
        }
        gateway.signal(SIGTERM)
        _ = try await gateway.exitCode()
        #expect(deleted.withLock { $0 } == ["/b", "/a"])
        await service.stop()
    }
}
