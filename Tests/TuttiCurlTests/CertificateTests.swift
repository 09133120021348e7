import Foundation
import HTTPTypes
import Testing
import TuttiPlan
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: TLSServer.openssl), "openssl is not installed"))
struct CertificateTests {
    @Test func exchangesOverTLSShareAConnection() async throws {
        try await withTLSServer(.valid) { transport, server in
            for _ in 0..<20 { #expect(await transport.send(Self.call(server)).text == "ok") }
            #expect(await transport.send(Self.call(server, .post), body: [1, 2]).text == "ok")
            #expect(transport.statistics.connectionsOpened == 1)
            #expect(transport.statistics.connectionsReused == 20)
        }
    }

    /// What a service may do while a connection to it is idle.
    enum IdleMoment: CaseIterable {
        case closes, updatesItsKey
    }

    @Test(arguments: IdleMoment.allCases, [HTTPRequest.Method.get, .post])
    func whatComesWhileIdleCostsTheConnectionAndNoCall(moment: IdleMoment, method: HTTPRequest.Method) async throws {
        try await withTLSServer(.valid) { transport, server in
            let call = Self.call(server, method)
            for round in 1...3 {
                let result = await transport.send(call, body: method == .post ? [1] : nil)
                #expect(result.text == "ok", "\(result)")
                switch moment {
                case .closes: server.endConnection()
                case .updatesItsKey: server.updateKey()
                }
                #expect(await eventually { transport.statistics.connectionsOpen == 0 })
                #expect(transport.statistics.connectionsOpened == round)
            }
        }
    }

    // What is left of a record has been decrypted: no look at the socket finds it.
    @Test func whatIsBehindABodyIsNotTakenForTheNextResponse() async throws {
        try await withTLSServer(.valid, saysTooMuch: true) { transport, server in
            for _ in 0..<4 { #expect(await transport.send(Self.call(server)).text == "ok") }
            #expect(transport.statistics.connectionsOpened == 4)
        }
    }

    @Test(arguments: [TLSServer.Certificate.forAnotherName, .expired, .selfSigned])
    func certificateThatDoesNotHoldIsATLSFailure(certificate: TLSServer.Certificate) async throws {
        try await withTLSServer(certificate) { transport, server in
            let failure = await transport.send(Self.call(server, .post), body: [1]).failure
            #expect(failure?.reason == .tls)
            #expect(failure?.phase == .connecting)
            #expect(failure?.message.hasPrefix("TLS with https://127.0.0.1:\(server.port) failed: ") == true)
        }
    }

    @Test func authorityThatIsNotGivenIsNotTrusted() async throws {
        let server = try TLSServer(.valid)
        defer { server.close() }
        try await withTransport { transport in
            #expect(await transport.send(Self.call(server, connection: .standard)).reason == .tls)
        }
    }

    @Test func authoritiesThatCanNotBeReadAreATLSFailure() async throws {
        let server = try TLSServer(.valid)
        defer { server.close() }
        let connection = ConnectionPlan(tls: ServiceTLSPlan(authorities: Array("no PEM".utf8)))
        try await withTransport { transport in
            let failure = await transport.send(Self.call(server, connection: connection)).failure
            #expect(failure?.reason == .tls)
            #expect(failure?.phase == .connecting)
        }
    }

    // A connection that one plan has verified is none for another plan.
    @Test func eachPlanHasConnectionsOfItsOwn() async throws {
        try await withTLSServer(.valid) { transport, server in
            for _ in 0..<2 { #expect(await transport.send(Self.call(server)).text == "ok") }
            server.endConnection()
            #expect(await eventually { transport.statistics.connectionsOpen == 0 })
            let named = ConnectionPlan(
                tls: ServiceTLSPlan(authorities: try server.authorityBytes, name: "another.example"))
            let call = Self.call(server)
            #expect(await transport.send(call).text == "ok")
            var other = call
            other.instance = UpstreamInstance(origin: call.instance.origin, connection: named)
            // The server serves one connection after another: the first one has to end before the second can fail.
            async let refused = transport.send(other).reason
            server.endConnection()
            #expect(await refused == .tls)
            #expect(await transport.send(call).text == "ok")
        }
    }

    private func withTLSServer(
        _ certificate: TLSServer.Certificate, saysTooMuch: Bool = false,
        _ body: (CurlTransport, TLSServer) async throws -> Void
    ) async throws {
        let server = try TLSServer(certificate, saysTooMuch: saysTooMuch)
        defer { server.close() }
        try await withTransport { try await body($0, server) }
    }

    /// A call, over connections that go by the server's authority where nothing else is said.
    private static func call(
        _ server: TLSServer, _ method: HTTPRequest.Method = .get, connection: ConnectionPlan? = nil
    ) -> AddressedCall {
        let authority = try? server.authorityBytes
        return AddressedCall(
            origin: UpstreamOrigin(scheme: .https, host: "127.0.0.1", port: server.port), method: method,
            connectTimeout: .seconds(5), maximumResponseBytes: 1_000,
            connection: connection ?? ConnectionPlan(tls: ServiceTLSPlan(authorities: authority)))
    }
}
