import Testing

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct ServicesPageTests {
    @Test(arguments: [
        ("/services/orders/instances/10.0.0.7:8080/drain", "orders", "10.0.0.7:8080"),
        ("/services/a.b-c/instances/[::1]:80/drain", "a.b-c", "[::1]:80"),
        ("/services/a/instances/%5B::1%5D%3A80/drain", "a", "[::1]:80"),
    ])
    func aPathNamesAnInstance(path: String, service: String, address: String) {
        let drain = ServicesPage.Drain(Substring(path))
        #expect(drain?.service == service)
        #expect(drain?.address == address)
    }

    @Test(arguments: [
        "/", "/services", "/services/orders/instances/a:80", "/services/orders/instances/a:80/drain/",
        "/services//instances/a:80/drain", "/services/orders/instances//drain", "/services/orders/a:80/drain",
        "services/orders/instances/a:80/drain",
    ])
    func anyOtherPathDoesNot(path: String) {
        #expect(ServicesPage.Drain(Substring(path)) == nil)
    }

    @Test(arguments: [("GET", 405), ("PUT", 405), ("POST", 404), ("DELETE", 404)])
    func onlyPostAndDeleteChangeSomething(method: String, status: Int) async throws {
        try await withServer { server in
            let response = try await server.admin("/services/orders/instances/a:80/drain", method: method)
            #expect(response.status == status)
            if status == 405 { #expect(response["Allow"] == "POST, DELETE") }
        }
    }

    @Test func aWebPageCanNotDrain() async throws {
        try await withServer { server in
            let response = try await server.admin(
                "/services/orders/instances/a:80/drain", method: "POST", headers: "Origin: https://example.com\r\n")
            #expect(response.status == 403)
        }
    }
}
