import FixtureServices
import NIOHTTP1
import Testing

/// A browser as far as sessions are concerned: it keeps cookies of the gateway, and knows where its origin is.
struct Browser: Sendable {
    static let origin = "https://shop.example.com"
    static let navigation = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"), ("accept", "text/html")]

    let gateway: RunningGateway
    let provider: FixtureServer
    /// Names and values.
    var cookies: [String: String] = [:]

    init(_ gateway: RunningGateway, _ provider: FixtureServer) {
        self.gateway = gateway
        self.provider = provider
    }

    var cookieLine: String {
        cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    }

    /// Sends a request with its cookies, and keeps those of the response.
    mutating func send(
        _ path: String, _ method: HTTPMethod = .GET, headers: [(String, String)] = []
    ) async throws -> ReceivedResponse {
        let line = cookieLine
        let all = headers + (line.isEmpty ? [] : [("cookie", line)])
        let response = try await HTTPConnection.open(port: gateway.port) {
            try await $0.request(method, path, body: method == .POST ? "" : nil, headers: all)
        }
        for cookie in response.headers["set-cookie"] {
            let pair = cookie.prefix { $0 != ";" }
            let name = String(pair.prefix { $0 != "=" })
            cookies[name] = cookie.contains("Max-Age=0;") ? nil : String(pair.dropFirst(name.count + 1))
        }
        return response
    }

    /// Opens a page as somebody who types its address.
    mutating func open(_ path: String) async throws -> ReceivedResponse {
        try await send(path, headers: Self.navigation)
    }

    /// Says to the issuer who it is: the path to which that sends the browser back.
    func choose(_ user: String, at address: String) async throws -> String {
        #expect(address.hasPrefix(provider.url + "/authorize?"))
        let query = address.drop { $0 != "?" }.dropFirst()
        let response = try await HTTPConnection.open(port: provider.port) {
            try await $0.request(.POST, "/authorize", body: query + "&user=" + user)
        }
        let back = response.headers.first(name: "location") ?? ""
        #expect(back.hasPrefix(Self.origin + "/auth/callback?"))
        return String(back.dropFirst(Self.origin.count))
    }

    /// Begins a log-in: the path to which the issuer sends the browser back.
    mutating func begin(_ path: String = "/me", as user: String = "7") async throws -> String {
        let response = try await open(path)
        #expect(response.status == 303)
        return try await choose(user, at: response.headers.first(name: "location") ?? "")
    }

    /// Logs in: the page behind it.
    @discardableResult
    mutating func logIn(_ path: String = "/me", as user: String = "7") async throws -> ReceivedResponse {
        let back = try await begin(path, as: user)
        let response = try await send(back, headers: Self.navigation + [("sec-fetch-site", "cross-site")])
        #expect(response.status == 200)
        return response
    }
}
