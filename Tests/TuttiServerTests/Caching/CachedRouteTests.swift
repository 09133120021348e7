import Foundation
import ScriptedServices
import Synchronization
import Testing

@testable import TuttiServer

/// Routes with `cache: http`, over real sockets.
struct CachedRouteTests {
    private static let http = "cache: http\n"

    /// What a service has got, each with the head of its request.
    private final class Heads: Sendable {
        private let heads = Mutex<[String]>([])
        var all: [String] { heads.withLock { $0 } }
        func add(_ head: String) { heads.withLock { $0.append(head) } }
    }

    /// A gateway before a service that answers each request by a script.
    private static func serving(
        _ more: String = http, settings: String = "",
        _ answer: @escaping @Sendable (_ head: String, _ number: Int, ScriptedConnection) -> Void,
        _ body: (RoutedGateway, @Sendable () -> [String]) async throws -> Void
    ) async throws {
        let heads = Heads()
        try await RoutedGateway.forwarding(
            more,
            to: { connection in
                while let head = connection.readHead() {
                    heads.add(head)
                    answer(head, heads.all.count, connection)
                }
            }, settings: settings
        ) { gateway, _ in try await body(gateway, { heads.all }) }
    }

    private static func response(_ headers: String, _ body: String, status: String = "200 OK") -> String {
        "HTTP/1.1 \(status)\r\n\(headers)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func get(
        _ gateway: RoutedGateway, _ path: String = "/a", _ headers: [String] = [], method: String = "GET"
    ) async throws -> RawResponse {
        let client = try gateway.client()
        let lines = headers.map { $0 + "\r\n" }.joined()
        await client.send("\(method) \(path) HTTP/1.1\r\nHost: shop.example\r\n\(lines)\r\n")
        return try await client.response(toHead: method == "HEAD")
    }

    @Test
    func aFreshResponseIsServedWithoutTheService() async throws {
        try await Self.serving { _, number, connection in
            connection.write(Self.response("Cache-Control: max-age=60\r\nA: \(number)", "body \(number)"))
        } _: { gateway, heads async throws in
            let first = try await Self.get(gateway)
            #expect(first.body == "body 1")
            #expect(first["Cache-Status"] == "tutti; fwd=uri-miss; stored")
            let second = try await Self.get(gateway)
            #expect(second.body == "body 1")
            #expect(second["A"] == "1")
            #expect(second["Age"] == "0")
            #expect(second["Cache-Status"]?.hasPrefix("tutti; hit; ttl=") == true)
            let other = try await Self.get(gateway, "/b")
            #expect(other.body == "body 2")
            #expect(heads().count == 2)
        }
    }

    @Test
    func aRouteWithoutCacheStoresNothing() async throws {
        try await Self.serving("") { _, number, connection in
            connection.write(Self.response("Cache-Control: max-age=60", "\(number)"))
        } _: { gateway, _ async throws in
            #expect(try await Self.get(gateway).body == "1")
            let second = try await Self.get(gateway)
            #expect(second.body == "2")
            #expect(second["Cache-Status"] == nil)
        }
    }

    @Test
    func headsRangesAndConditionsAreServedFromWhatIsStored() async throws {
        try await Self.serving { _, _, connection in
            connection.write(Self.response("Cache-Control: max-age=60\r\nETag: \"a\"", "0123456789"))
        } _: { gateway, heads async throws in
            // The first one stores the whole, whatever part the client gets.
            let first = try await Self.get(gateway, "/a", ["Range: bytes=2-4", "If-Match-Not: x"])
            #expect(first.status == 206)
            #expect(first.body == "234")
            #expect(first["Content-Range"] == "bytes 2-4/10")
            #expect(!(heads().first ?? "").lowercased().contains("range:"))
            let head = try await Self.get(gateway, method: "HEAD")
            #expect(head.status == 200)
            #expect(head["Content-Length"] == "10")
            let part = try await Self.get(gateway, "/a", ["Range: bytes=-1"])
            #expect(part.status == 206)
            #expect(part.body == "9")
            let none = try await Self.get(gateway, "/a", ["Range: bytes=10-"])
            #expect(none.status == 416)
            #expect(none["Content-Range"] == "bytes */10")
            let same = try await Self.get(gateway, "/a", ["If-None-Match: W/\"a\""])
            #expect(same.status == 304)
            #expect(same["ETag"] == "\"a\"")
            #expect(heads().count == 1)
        }
    }

    @Test
    func aConditionOfAClientNeverReachesTheServiceOfAResponseThatIsStored() async throws {
        try await Self.serving { _, _, connection in
            connection.write(Self.response("Cache-Control: max-age=60\r\nETag: \"a\"", "whole"))
        } _: { gateway, heads async throws in
            let first = try await Self.get(gateway, "/a", ["If-None-Match: \"a\"", "If-Modified-Since: x"])
            #expect(first.status == 304)
            #expect(!(heads().first ?? "").lowercased().contains("if-"))
            try await eventually("the response is stored") {
                try await Self.get(gateway, "/a", ["Cache-Control: x"])["Cache-Status"]?.contains("hit") == true
            }
            #expect(try await Self.get(gateway).body == "whole")
        }
    }

    @Test
    func oneRequestIsMadeForAllWhoAskAtOnce() async throws {
        let gate = DispatchSemaphore(value: 0)
        try await Self.serving { _, number, connection in
            gate.wait()
            connection.write(Self.response("Cache-Control: max-age=60", "body \(number)"))
        } _: { gateway, heads async throws in
            let leader = try gateway.client()
            await leader.send("GET /a HTTP/1.1\r\nHost: shop.example\r\n\r\n")
            try await eventually("the service is asked") { heads().count == 1 }
            let bodies = try await withThrowingTaskGroup(of: RawResponse.self) { group in
                for _ in 0..<30 { group.addTask { try await Self.get(gateway) } }
                // The leader's leaving cancels nobody else.
                await leader.disconnect()
                try await eventually("the leader's leaving is logged") { try await !gateway.logText().isEmpty }
                gate.signal()
                var bodies: [RawResponse] = []
                for try await body in group { bodies.append(body) }
                return bodies
            }
            #expect(bodies.allSatisfy { $0.body == "body 1" && $0.status == 200 })
            #expect(bodies.contains { $0["Cache-Status"]?.contains("collapsed") == true })
            #expect(heads().count == 1)
        }
    }

    @Test
    func whatCantBeStoredIsFetchedByEach() async throws {
        let gate = DispatchSemaphore(value: 0)
        try await Self.serving { _, number, connection in
            if number == 1 { gate.wait() }
            connection.write(Self.response("Cache-Control: no-store", "body \(number)"))
        } _: { gateway, heads async throws in
            let leader = try gateway.client()
            await leader.send("GET /a HTTP/1.1\r\nHost: shop.example\r\n\r\n")
            try await eventually("the service is asked") { heads().count == 1 }
            let bodies = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<10 { group.addTask { try await Self.get(gateway).body } }
                gate.signal()
                var bodies: Set<String> = []
                for try await body in group { bodies.insert(body) }
                return bodies
            }
            #expect(bodies.count == 10)
            #expect(try await leader.response().body == "body 1")
        }
    }

    @Test
    func aLargerResponseStreamsThrough() async throws {
        let body = String(repeating: "0123456789", count: 30_000)
        try await Self.serving("cache: { for: http, max-size: 100KiB }\n") { head, number, connection in
            if head.contains("/known") {
                connection.write(Self.response("Cache-Control: max-age=60", body))
            } else {
                connection.write("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n")
                connection.write("493e0\r\n\(body)\r\n0\r\n\r\n")
            }
        } _: { gateway, heads async throws in
            let known = try await Self.get(gateway, "/known")
            #expect(known.body == body)
            #expect(known["Cache-Status"] == "tutti; fwd=uri-miss")
            let client = try gateway.client()
            await client.send("GET /chunks HTTP/1.1\r\nHost: shop.example\r\n\r\n")
            let text = try await client.text(until: "\r\n0\r\n\r\n")
            #expect(text.count > body.count)
            _ = try await Self.get(gateway, "/known")
            #expect(heads().count == 3)
        }
    }

    @Test
    func aResponseThatBreaksOffIsNotStored() async throws {
        try await Self.serving { _, number, connection in
            guard number > 1 else {
                connection.write("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 10\r\n\r\n123")
                connection.resets()
                // Ends the script, and with it the connection.
                return connection.closeSending()
            }
            connection.write(Self.response("Cache-Control: max-age=60", "whole"))
        } _: { gateway, heads async throws in
            let broken = try await gateway.exchange("GET /a HTTP/1.1\r\nHost: shop.example\r\n\r\n")
            #expect(broken.hasSuffix("123"))
            #expect(try await Self.get(gateway).body == "whole")
            #expect(heads().count == 2)
        }
    }

    @Test
    func aStoredResponseStandsInForAnError() async throws {
        try await Self.serving { _, number, connection in
            guard number > 1 else {
                _ = connection.write(Self.response("Cache-Control: max-age=0, stale-if-error=60", "good"))
                return
            }
            connection.write(Self.response("A: b", "bad", status: "503 Service Unavailable"))
        } _: { gateway, heads async throws in
            #expect(try await Self.get(gateway).body == "good")
            let second = try await Self.get(gateway)
            #expect(second.status == 200)
            #expect(second.body == "good")
            #expect(second["Cache-Status"]?.hasSuffix("detail=stale-if-error") == true)
            #expect(heads().count == 2)
        }
    }

    @Test
    func aStaleResponseIsServedWhileAnotherIsFetched() async throws {
        try await Self.serving { _, number, connection in
            connection.write(
                Self.response("Cache-Control: max-age=\(number == 1 ? 0 : 60), stale-while-revalidate=60", "\(number)"))
        } _: { gateway, heads async throws in
            #expect(try await Self.get(gateway).body == "1")
            let stale = try await Self.get(gateway)
            #expect(stale.body == "1")
            #expect(stale["Cache-Status"]?.hasSuffix("detail=stale-while-revalidate") == true)
            try await eventually("the newer one is there") { try await Self.get(gateway).body == "2" }
            #expect(heads().count == 2)
        }
    }

    @Test
    func aStaleResponseIsValidated() async throws {
        try await Self.serving { head, number, connection in
            if head.contains("If-None-Match: \"a\"") {
                connection.write(
                    "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nCache-Control: max-age=60\r\nA: \(number)\r\n\r\n")
            } else {
                connection.write(Self.response("Cache-Control: max-age=0\r\nETag: \"a\"\r\nA: \(number)", "body"))
            }
        } _: { gateway, heads async throws in
            _ = try await Self.get(gateway)
            let second = try await Self.get(gateway)
            #expect(second.status == 200)
            #expect(second.body == "body")
            #expect(second["A"] == "2")
            #expect(second["Cache-Status"] == "tutti; fwd=stale; fwd-status=304; stored")
            let third = try await Self.get(gateway)
            #expect(third["A"] == "2")
            #expect(heads().count == 2)
        }
    }

    @Test
    func anUnsafeRequestMakesWhatIsStoredInvalid() async throws {
        try await Self.serving { head, number, connection in
            let isError = head.hasPrefix("PUT")
            connection.write(
                Self.response(
                    "Cache-Control: max-age=60\r\nLocation: /b", "\(number)",
                    status: isError ? "500 Internal Server Error" : "200 OK"))
        } _: { gateway, _ async throws in
            #expect(try await Self.get(gateway, "/a").body == "1")
            #expect(try await Self.get(gateway, "/b").body == "2")
            #expect(try await Self.get(gateway, "/a", method: "PUT").status == 500)
            #expect(try await Self.get(gateway, "/a").body == "1")
            #expect(try await Self.get(gateway, "/a", method: "DELETE").body == "4")
            #expect(try await Self.get(gateway, "/a").body == "5")
            #expect(try await Self.get(gateway, "/b").body == "6")
        }
    }

    @Test
    func nobodyGetsWhatWasMadeForAnother() async throws {
        let headers = "headers: { x-customer: \"{headers.customer}\" }\n"
        try await Self.serving(Self.http + headers) { _, number, connection in
            connection.write(Self.response("Cache-Control: max-age=60", "\(number)"))
        } _: { gateway, heads async throws in
            #expect(try await Self.get(gateway, "/a", ["Customer: 1"]).body == "1")
            #expect(try await Self.get(gateway, "/a", ["Customer: 2"]).body == "2")
            #expect(try await Self.get(gateway, "/a", ["Customer: 1"]).body == "1")
            // What the service learns of the host it may put into links.
            let other = try await gateway.exchange(
                "GET /a HTTP/1.1\r\nHost: other.example\r\nCustomer: 1\r\nConnection: close\r\n\r\n")
            #expect(other.hasSuffix("3"))
            #expect(try await Self.get(gateway, "/a", ["Customer: 1"], method: "POST").body == "4")
            // Also for those for whom it was not.
            #expect(try await Self.get(gateway, "/a", ["Customer: 2"]).body == "5")
        }
    }

    @Test
    func variantsAreToldApart() async throws {
        try await Self.serving { _, number, connection in
            connection.write(Self.response("Cache-Control: max-age=60\r\nVary: Accept-Language", "\(number)"))
        } _: { gateway, _ async throws in
            #expect(try await Self.get(gateway, "/a", ["Accept-Language: de"]).body == "1")
            let second = try await Self.get(gateway, "/a", ["Accept-Language: en"])
            #expect(second.body == "2")
            #expect(second["Cache-Status"] == "tutti; fwd=vary-miss; stored")
            #expect(try await Self.get(gateway, "/a", ["Accept-Language: de"]).body == "1")
        }
    }

    @Test
    func aTimeOfTheFileHoldsWhateverTheServiceSays() async throws {
        try await Self.serving("cache: { for: 60s, negative: 60s }\n") { head, number, connection in
            connection.write(
                Self.response(
                    head.contains("/private") ? "Cache-Control: private" : "Cache-Control: no-cache", "\(number)",
                    status: head.contains("/none") ? "404 Not Found" : "200 OK"))
        } _: { gateway, _ async throws in
            #expect(try await Self.get(gateway, "/a").body == "1")
            #expect(try await Self.get(gateway, "/a").body == "1")
            #expect(try await Self.get(gateway, "/none").body == "2")
            #expect(try await Self.get(gateway, "/none").body == "2")
            #expect(try await Self.get(gateway, "/private").body == "3")
            #expect(try await Self.get(gateway, "/private").body == "4")
        }
    }

    @Test
    func aClientThatWantsNothingFromAServiceGetsNothing() async throws {
        try await Self.serving("cache: { for: http, heed-request: true }\n") { _, _, connection in
            connection.write(Self.response("Cache-Control: max-age=60", "body"))
        } _: { gateway, heads async throws in
            #expect(try await Self.get(gateway, "/a", ["Cache-Control: only-if-cached"]).status == 504)
            _ = try await Self.get(gateway)
            #expect(try await Self.get(gateway, "/a", ["Cache-Control: only-if-cached"]).status == 200)
            #expect(heads().count == 1)
        }
    }
}
