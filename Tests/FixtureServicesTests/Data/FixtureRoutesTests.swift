import Foundation
import Testing

@testable import FixtureServices

@Suite struct FixtureRoutesTests {
    private func start(_ service: FixtureService) async throws -> FixtureServer {
        try await FixtureServer.start(service, data: .ofCheckout())
    }

    @Test(arguments: FixtureService.allCases)
    func theExampleIsAnsweredWithJSON(_ service: FixtureService) async throws {
        let server = try await start(service)
        let response = try exchange(server.port, "GET", service.exampleTarget)
        #expect(response.status == 200)
        #expect(response.header("content-type") == "application/json")
        #expect(response.header("x-fixture") == service.rawValue)
        #expect(response.header("content-length") == "\(response.body.count)")
        #expect(response.header("etag") == nil)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(response.body)) }
        await server.stop()
    }

    @Test(arguments: [
        (FixtureService.users, "/users/99"), (.users, "/users/7/friends"), (.users, "/"), (.users, "/users/7/a/b"),
        (.orders, "/orders/1"), (.payments, "/payments"), (.catalog, "/products/99"), (.catalog, "/orders"),
        (.users, "/_nothing"),
    ])
    func theUnknownIsAProblem(_ service: FixtureService, _ target: String) async throws {
        let server = try await start(service)
        let response = try exchange(server.port, "GET", target)
        #expect(response.status == 404)
        #expect(response.header("content-type") == "application/problem+json")
        #expect(response.text.contains(#""status":404"#))
        await server.stop()
    }

    @Test func digitsAndLettersComeThroughUnchanged() async throws {
        let users = try await start(.users)
        let ada = try exchange(users.port, "GET", "/users/7").text
        #expect(ada.contains(#""id":7,"name":"Ada Lovelace""#) && ada.contains(#""accountId":"a7""#))
        #expect(ada.contains(#""points":12345678901234567890"#))
        #expect(try exchange(users.port, "GET", "/users/3").text.contains("山田 花子"))
        #expect(try exchange(users.port, "GET", "/users").text.hasSuffix(#","count":8}"#))
        await users.stop()
    }

    @Test func ordersAreFilteredAndLimited() async throws {
        let orders = try await start(.orders)
        let two = try exchange(orders.port, "GET", "/orders?user=7&limit=2").text
        #expect(two.hasPrefix(#"{"items":[{"id":5001,"#) && two.hasSuffix(#","count":2}"#))
        #expect(two.contains(#""total":{"amount":19.90,"currency":"EUR"}"#))
        #expect(try exchange(orders.port, "GET", "/orders?user=7").text.hasSuffix(#","count":12}"#))
        #expect(try exchange(orders.port, "GET", "/orders?user=5").text == #"{"items":[],"count":0}"#)
        #expect(try exchange(orders.port, "GET", "/orders").text.hasSuffix(#","count":20}"#))
        #expect(try exchange(orders.port, "GET", "/orders?limit=-1").status == 400)
        #expect(try exchange(orders.port, "GET", "/orders/5013").text.contains(#""userId":1"#))
        await orders.stop()
    }

    @Test func productsComeInTheCatalogsOrder() async throws {
        let catalog = try await start(.catalog)
        let some = try exchange(catalog.port, "GET", "/products?ids=3,99,1").text
        let first = try exchange(catalog.port, "GET", "/products/1").text
        let third = try exchange(catalog.port, "GET", "/products/3").text
        #expect(some == #"{"products":[\#(first),\#(third)]}"#)
        #expect(try exchange(catalog.port, "GET", "/products?ids=").text == #"{"products":[]}"#)
        await catalog.stop()
    }

    @Test func anAccountWithoutPaymentsHasNone() async throws {
        let payments = try await start(.payments)
        #expect(try exchange(payments.port, "GET", "/accounts/a5/payments").text == "[]")
        await payments.stop()
    }

    @Test(arguments: [
        (FixtureService.orders, "orders", "6001", "6002"), (.payments, "payments", #""p-10001""#, #""p-10002""#),
    ])
    func everyPostIsCounted(_ service: FixtureService, _ resource: String, _ first: String, _ second: String)
        async throws
    {
        let server = try await start(service)
        #expect(try exchange(server.port, "GET", "/\(resource)/created").text == #"{"count":0,"\#(resource)":[]}"#)
        let one = try exchange(
            server.port, "POST", "/\(resource)", body: #"{ "id": 1, "amount": 19.90, "note": "a \"b\"" }"#)
        #expect(one.status == 201)
        #expect(one.text == #"{"id":\#(first),"amount":19.90,"note":"a \"b\""}"#)
        #expect(one.header("location") == "/\(resource)/" + first.filter { $0 != "\"" })
        let two = try exchange(server.port, "POST", "/\(resource)", body: "{}")
        #expect(two.text == #"{"id":\#(second)}"#)
        for wrong in ["[]", "7", "{", "{} {}"] {
            #expect(try exchange(server.port, "POST", "/\(resource)", body: wrong).status == 400)
        }
        let list = try exchange(server.port, "GET", "/\(resource)/created").text
        #expect(list == #"{"count":2,"\#(resource)":[\#(one.text),\#(two.text)]}"#)
        await server.stop()
    }

    @Test func aFolderWithoutDataIsNamed() {
        let error = #expect(throws: FixtureData.LoadError.self) { try FixtureData.load(directory: "/nowhere") }
        #expect(error?.description.contains("/nowhere/users.json") == true)
        #expect(error?.description.contains("--data") == true)
    }
}
