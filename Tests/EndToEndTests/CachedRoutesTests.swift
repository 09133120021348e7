import Foundation
import NIOHTTP1
import ScriptedServices
import Synchronization
import Testing

/// Routes with a cache, on several workers.
struct CachedRoutesTests {
    @Test
    func oneRequestIsMadeForAllWorkers() async throws {
        let asked = Atomic(0)
        let gate = DispatchSemaphore(value: 0)
        let service = try ScriptedService { connection in
            while connection.readHead() != nil {
                let number = asked.add(1, ordering: .relaxed).newValue
                gate.wait()
                connection.write(
                    "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\nbody \(number)")
            }
        }
        defer { service.close() }
        try await RunningGateway.serving(
            gateway: "services:\n  shop: { instances: [\"http://127.0.0.1:\(service.port)\"], timeout: 60s }\n",
            endpoints: "route: /**\nto: shop\ncache: http\n", workers: 4
        ) { gateway in
            let responses = try await withThrowingTaskGroup(of: ReceivedResponse.self) { group in
                for _ in 0..<100 { group.addTask { try await HTTPConnection.get(port: gateway.port, "/a") } }
                try await eventually("the service is asked") { asked.load(ordering: .relaxed) > 0 }
                gate.signal()
                var responses: [ReceivedResponse] = []
                for try await response in group { responses.append(response) }
                return responses
            }
            #expect(responses.count == 100)
            #expect(responses.allSatisfy { $0.status == 200 && $0.body == "body 1" })
            #expect(asked.load(ordering: .relaxed) == 1)
            let later = try await HTTPConnection.get(port: gateway.port, "/a")
            #expect(later.headers.first(name: "cache-status")?.hasPrefix("tutti; hit") == true)
        }
    }
}
