import Foundation
import ScriptedServices
import Testing

@testable import TuttiServer

/// Through a route, a service never gets two requests where the client has sent one, nor one where it has sent two.
@Suite(.timeLimit(.minutes(10))) struct SmugglingTests {
    private static let attacks = Attack.all + SmuggledRequest.all

    @Test func theTableIsLarge() {
        #expect(Self.attacks.count >= 150)
        #expect(Set(Self.attacks.map(\.name)).count == Self.attacks.count)
    }

    /// One gateway and one connection to the service for all of them: what one leaves behind would be seen by the next.
    @Test(arguments: [1, 7, 100_000]) func theServiceGetsWhatWasSent(pieceLength: Int) async throws {
        let recorder = RecordingService()
        let service = try recorder.start()
        defer { service.close() }
        try await RoutedGateway.serving(
            "route: /**\nto: orders\nmax-request-body: 1KiB", ["orders": [service.port]]
        ) { gateway in
            for attack in Self.attacks where pieceLength > 1 || attack.bytes.count < 500 {
                let client = try gateway.client()
                for start in stride(from: 0, to: attack.bytes.count, by: pieceLength) {
                    let end = min(start + pieceLength, attack.bytes.count)
                    guard await client.send(Array(attack.bytes[start..<end])) else { break }
                }
                // An answer to it shows that everything in front has been answered.
                let closes = [400, 413, 417, 431, 501, 505].contains(attack.statuses.last ?? 0)
                if !closes { await client.send("GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") }
                let statuses = Self.statuses(try await client.restBytes())
                // Every path is one of the route.
                let expected = attack.statuses.map { $0 == 404 ? 200 : $0 } + (closes ? [] : [200])
                #expect(statuses == expected, "\(attack.name)")
                let record = recorder.take()
                #expect(record.defects.isEmpty, "\(attack.name): \(record.defects)")
                #expect(record.requests.count == expected.count { $0 == 200 }, "\(attack.name): \(record.requests)")
                for request in record.requests {
                    #expect(request.values("host") == ["127.0.0.1:\(service.port)"], "\(attack.name)")
                    #expect(request.values("x-forwarded-for") == ["127.0.0.1"], "\(attack.name)")
                    #expect(request.values("x_forwarded_for").isEmpty, "\(attack.name)")
                    for name in ["keep-alive", "upgrade", "trailer", "proxy-connection"] {
                        #expect(request.values(name).isEmpty, "\(attack.name): \(name)")
                    }
                }
            }
        }
    }

    private static func statuses(_ output: [UInt8]) -> [Int] {
        var statuses: [Int] = []
        var rest = output
        while let (response, length) = RawResponse.parse(rest) {
            statuses.append(response.status)
            rest.removeFirst(length)
        }
        return rest.isEmpty ? statuses : statuses + [-1]
    }
}
