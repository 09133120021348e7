import Foundation
import Synchronization
import Testing
import TuttiEngine
import TuttiPlan
import TuttiPolicies
import TuttiResilience

@testable import TuttiServer

/// Who the client is, behind proxies of both kinds.
@Suite(.timeLimit(.minutes(10))) struct ClientAddressTests {
    private static let get = "GET /hello HTTP/1.1\r\nHost: a\r\n"

    /// What the access log says of the client of each request that `body` makes.
    private func clients(
        trusting networks: [String] = [], headers: TrustedProxies.Headers = .xForwarded, proxyHeaders: Bool = false,
        script: @escaping @Sendable (ClientRequest, Int) async -> ComposedResponse = { _, _ in .json("{}") },
        _ body: (GatewayServer) async throws -> Void
    ) async throws -> [String] {
        let proxies = TrustedProxies(try networks.map { try IPNetwork($0) }, headers: headers)
        let plan = GatewayPlan.serving([.named("GET /hello")], settings: .testing(trustedProxies: proxies))
        let lines = try await AccessLogFile.lines { log in
            try await withServer(
                plan: plan,
                configure: {
                    $0.accessLog = log
                    $0.listeners = [
                        ListenerPlan(
                            address: ListenAddress(host: "127.0.0.1", port: 0), hasProxyHeaders: proxyHeaders)
                    ]
                }, script: script, body: body)
        }
        return lines.compactMap { $0["client"] as? String }
    }

    /// Each request comes over one connection: the client is that of a request, not of a connection.
    @Test func trustedProxiesSayWhoItIs() async throws {
        let clients = try await clients(trusting: ["127.0.0.0/8", "192.0.2.0/24"]) { server in
            let client = try server.client()
            for value in [
                "203.0.113.5", "198.51.100.1, 203.0.113.5, 192.0.2.9", "nobody", "2001:DB8:0::1", "192.0.2.9",
            ] {
                await client.send(Self.get + "X-Forwarded-For: \(value)\r\nForwarded: for=1.2.3.4\r\n\r\n")
                #expect(try await client.response().status == 200)
            }
            await client.send(Self.get + "\r\n")
            #expect(try await client.response().status == 200)
        }
        #expect(
            clients == ["203.0.113.5", "203.0.113.5", "127.0.0.1", "2001:db8::1", "192.0.2.9", "127.0.0.1"])
    }

    @Test func forwardedIsReadWhereItIsSaidSo() async throws {
        let clients = try await clients(trusting: ["127.0.0.1"], headers: .forwarded) { server in
            let client = try server.client()
            await client.send(
                Self.get + "X-Forwarded-For: 1.2.3.4\r\nForwarded: for=\"[2001:db8::7]:80\";proto=https\r\n\r\n")
            #expect(try await client.response().status == 200)
        }
        #expect(clients == ["2001:db8::7"])
    }

    @Test(arguments: [[], ["10.0.0.0/8"]]) func nobodyElseIsBelieved(networks: [String]) async throws {
        let clients = try await clients(trusting: networks) { server in
            let client = try server.client()
            await client.send(Self.get + "X-Forwarded-For: 1.2.3.4\r\nForwarded: for=1.2.3.4\r\n\r\n")
            #expect(try await client.response().status == 200)
        }
        #expect(clients == ["127.0.0.1"])
    }

    @Test func aRefusedRequestHasItsClientToo() async throws {
        let clients = try await clients(trusting: ["127.0.0.1"]) { server in
            let client = try server.client()
            await client.send(
                "GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n")
            #expect(try await client.response().status == 414)
        }
        #expect(clients == ["1.2.3.4"])
    }

    @Test func breakersTellClientsApartByIt() async throws {
        let groups = Groups()
        _ = try await clients(
            trusting: ["127.0.0.1"],
            script: { request, _ in
                groups.add(request.client)
                return .json("{}")
            }
        ) { server in
            let client = try server.client()
            await client.send(Self.get + "X-Forwarded-For: 203.0.113.5\r\n\r\n")
            #expect(try await client.response().status == 200)
        }
        #expect(groups.all == [ClientGroup(address: "203.0.113.5")])
    }

    private final class Groups: Sendable {
        private let list = Mutex<[ClientGroup]>([])

        func add(_ group: ClientGroup) { list.withLock { $0.append(group) } }

        var all: [ClientGroup] { list.withLock { $0 } }
    }

    // MARK: the PROXY protocol

    private static let v2 =
        [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x11, 0x00, 0x0C] as [UInt8]

    @Test(
        arguments: [
            (Array("PROXY TCP4 203.0.113.5 127.0.0.1 4000 80\r\n".utf8), "203.0.113.5"),
            (Array("PROXY TCP6 2001:db8::5 ::1 4000 80\r\n".utf8), "2001:db8::5"),
            (Array("PROXY UNKNOWN\r\n".utf8), "127.0.0.1"),
            (v2 + [203, 0, 113, 6, 127, 0, 0, 1, 0x10, 0, 0, 80], "203.0.113.6"),
        ] as [([UInt8], String)], [true, false])
    func aHeaderOfTheProxyProtocolSaysWhoItIs(header: (bytes: [UInt8], client: String), isWhole: Bool) async throws {
        let clients = try await clients(proxyHeaders: true) { server in
            let client = try server.client()
            if isWhole {
                await client.send(header.bytes + Array((Self.get + "\r\n").utf8))
            } else {
                for byte in header.bytes { await client.send([byte]) }
                await client.send(Self.get + "\r\n")
            }
            #expect(try await client.response().status == 200)
            await client.send(Self.get + "\r\n")
            #expect(try await client.response().status == 200)
        }
        #expect(clients == [header.client, header.client])
    }

    @Test(arguments: ["GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", "PROXY TCP4 1.2.3.4 x 1 2\r\n", "\u{16}\u{3}\u{1}"])
    func aConnectionWithoutTheHeaderIsClosed(text: String) async throws {
        let clients = try await clients(proxyHeaders: true) { server in
            let client = try server.client()
            await client.send(text)
            #expect(try await client.restOrReset().text.isEmpty)
            #expect(try await server.samples()["tutti_client_proxy_header_failures_total"] == 1)
        }
        #expect(clients == [])
    }

    @Test func withoutTheKeyAHeaderIsNotRead() async throws {
        let clients = try await clients { server in
            let client = try server.client()
            await client.send("PROXY TCP4 203.0.113.5 127.0.0.1 4000 80\r\n" + Self.get + "\r\n")
            #expect(try await client.response().status >= 400)
        }
        #expect(clients == ["127.0.0.1"])
    }

    @Test func bothMayStandOneBehindTheOther() async throws {
        let clients = try await clients(trusting: ["203.0.113.0/24"], proxyHeaders: true) { server in
            let client = try server.client()
            await client.send(
                "PROXY TCP4 203.0.113.5 127.0.0.1 4000 80\r\n" + Self.get + "X-Forwarded-For: 1.2.3.4\r\n\r\n")
            #expect(try await client.response().status == 200)
        }
        #expect(clients == ["1.2.3.4"])
    }

    @Test func aHeaderHasTheTimeOfAHeaderSection() async throws {
        try await withServer(
            configure: {
                $0.limits.headTime = .milliseconds(50)
                $0.listeners = [
                    ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 0), hasProxyHeaders: true)
                ]
            },
            body: { server in
                let client = try server.client()
                await client.send("PROXY TCP4 ")
                #expect(try await client.restOrReset().text.isEmpty)
                #expect(try await server.samples()["tutti_client_proxy_header_failures_total"] == 0)
            })
    }
}
