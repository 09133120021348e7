import HTTPTypes
import NIOCore
import NIOSSL
import ScriptedServices
import Testing
import TuttiPlan
import TuttiResilience
import TuttiTLS
import TuttiUpstream

@testable import TuttiStreams

/// Exchanges over TLS.
@Suite struct StreamTLSTests {
    private func exchange(with service: TLSService, host: String = "127.0.0.1", times: Int = 1) async throws
        -> RecordedExchange
    {
        var last: RecordedExchange?
        let connection = ConnectionPlan(tls: ServiceTLSPlan(authorities: try service.authority))
        try await StreamFixture.run { fixture in
            for _ in 0..<times {
                last = try await fixture.exchange(
                    .to(port: service.port, scheme: .https, host: host, connection: connection))
            }
            let (all, idle) = try await fixture.connections()
            #expect(all <= 1 && all == idle)
        }
        return try #require(last)
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func aServiceIsKnownByItsNameOrAddress(_ host: String) async throws {
        let exchange = try await exchange(with: TLSService(), host: host, times: 3)
        #expect(exchange.events == [.began(200), .ended] && exchange.body == "ok")
    }

    @Test(arguments: [TLSService.Certificate.forAnotherName, .expired, .selfSigned], ["127.0.0.1", "localhost"])
    func aServiceThatIsAnotherGetsNothing(_ certificate: TLSService.Certificate, _ host: String) async throws {
        let exchange = try await exchange(with: TLSService(certificate), host: host)
        #expect(exchange.events == [.failed(.tls, .connecting)])
    }

    @Test func theAuthoritiesOfTheMachineDoNotVouchForAStranger() async throws {
        let service = try await TLSService()
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(.to(port: service.port, scheme: .https))
            #expect(exchange.events == [.failed(.tls, .connecting)])
        }
    }

    @Test func versionsBefore12AreRefused() async throws {
        let old = try await exchange(with: TLSService(version: .tlsv11))
        #expect(old.events == [.failed(.tls, .connecting)])
        let lowest = try await exchange(with: TLSService(version: .tlsv12))
        #expect(lowest.events == [.began(200), .ended])
    }

    @Test func aServiceThatSpeaksNoTLSIsToldAsTLS() async throws {
        let service = try ScriptedService { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.waitForClose()
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(.to(port: service.port, scheme: .https))
            #expect(exchange.events == [.failed(.tls, .connecting)])
        }
    }

    @Test func aServiceThatClosesInTheHandshakeIsToldAsTLS() async throws {
        let service = try ScriptedService { _ = $0.readSome() }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(.to(port: service.port, scheme: .https))
            #expect(exchange.events == [.failed(.tls, .connecting)])
        }
    }

    @Test func aHandshakeThatTakesTooLongIsGivenUp() async throws {
        let service = try ScriptedService { $0.waitForClose() }
        // Reading the machine's authorities may take as long as the connection has.
        ClientTLS.machine.read()
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(
                .to(
                    port: service.port, scheme: .https,
                    times: .init(connect: .milliseconds(100), response: .seconds(60), idle: .seconds(60))))
            #expect(exchange.events == [.failed(.timeout, .connecting)])
            try await eventually("the service sees the connection close") {
                service.openConnections == 0
            }
        }
    }

    // The time was over in the turn of the loop in which the attempt began, before it had a channel: that connected all the same, and
    // stayed open for ever.
    @Test func anAttemptWhoseTimeIsOverAtOnceLeavesNoConnection() async throws {
        let service = try ScriptedService { $0.waitForClose() }
        ClientTLS.machine.read()
        try await StreamFixture.run { fixture in
            for _ in 0..<20 {
                let exchange = try await fixture.exchange(
                    .to(
                        port: service.port, scheme: .https,
                        times: .init(connect: .zero, response: .seconds(60), idle: .seconds(60))))
                #expect(exchange.events == [.failed(.timeout, .connecting)])
            }
            try await eventually("no connection is left") { service.openConnections == 0 }
        }
    }

    @Test func aBodyWithoutLengthEndsWithTheWordOfTLSAlone() async throws {
        let response = "HTTP/1.1 200 OK\r\n\r\nok"
        let whole = try await exchange(with: TLSService(response: response, end: .closes))
        #expect(whole.events == [.began(200), .ended] && whole.body == "ok")
        let broken = try await exchange(with: TLSService(response: response, end: .breaks))
        #expect(broken.events == [.began(200), .failed(.reset, .exchanging)])
    }

    @Test func aLargeBodyComesThroughWhole() async throws {
        let body = String(repeating: "0123456789abcdef", count: 1 << 18)
        let response = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let exchange = try await exchange(with: TLSService(response: response))
        #expect(exchange.events == [.began(200), .ended] && exchange.bodyBytes == body.utf8.count)
    }
}
