import Foundation
import HTTPTypes
import Testing
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
        try await withTransport { transport in #expect(await transport.send(Self.call(server)).reason == .tls) }
    }

    @Test func authoritiesThatCanNotBeReadAreATLSFailure() async throws {
        let server = try TLSServer(.valid)
        defer { server.close() }
        var configuration = CurlTransportConfiguration(name: "test")
        configuration.certificateAuthorities = "/does/not/exist.pem"
        try await withTransport(configuration) { transport in
            let failure = await transport.send(Self.call(server)).failure
            #expect(failure?.reason == .tls)
            #expect(failure?.phase == .connecting)
        }
    }

    private func withTLSServer(
        _ certificate: TLSServer.Certificate, saysTooMuch: Bool = false,
        _ body: (CurlTransport, TLSServer) async throws -> Void
    ) async throws {
        let server = try TLSServer(certificate, saysTooMuch: saysTooMuch)
        defer { server.close() }
        var configuration = CurlTransportConfiguration(name: "test")
        configuration.certificateAuthorities = server.authority
        try await withTransport(configuration) { try await body($0, server) }
    }

    private static func call(_ server: TLSServer, _ method: HTTPRequest.Method = .get) -> AddressedCall {
        AddressedCall(
            origin: UpstreamOrigin(scheme: .https, host: "127.0.0.1", port: server.port), method: method,
            connectTimeout: .seconds(5), maximumResponseBytes: 1_000)
    }
}
