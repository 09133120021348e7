import HTTPTypes
import Testing
import TuttiUpstream

@testable import TuttiCurl

/// Header sections that begin with a continuation line, on handles that are used again.
///
/// libcurl 7.83 to 8.1 goes on with the last header of the response before, which is free already: any service could end the
/// process.
@Suite struct HeaderStoreTests {
    @Test(arguments: [" X: y", "\tx", " "], ["", "HTTP/1.1 103 Early Hints\r\n X: y\r\n\r\n"])
    func aFoldOfNothingIsABadResponse(fold: String, before: String) async throws {
        let bad = before + "HTTP/1.1 200 OK\r\n\(fold)\r\nContent-Length: 2\r\n\r\n{}"
        try await withServer { connection in
            while let request = connection.readRequest() {
                if request.line.contains("/bad") {
                    connection.write(bad)
                    return
                }
                // Of many sizes: what is free is used again by what comes next.
                connection.respond(
                    "{}", headers: ["X-Long: " + String(repeating: "x", count: request.line.utf8.count * 9)])
            }
        } _: { transport, server in
            let call = server.call()
            for number in 0..<60 {
                #expect(await transport.send(call, "/" + String(repeating: "g", count: number * 7)).text == "{}")
                #expect(await transport.send(call, "/bad").reason == .badResponse)
                #expect(await transport.send(call, "/bad").reason == .badResponse)
            }
        }
    }

    /// What has a field to go on with is taken as before, and keeps the handle sound.
    @Test func aFoldBehindAFieldIsPartOfIt() async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.write(
                    "HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\n  d\r\nContent-Length: 2\r\nX-B: c\r\n d\r\n\r\n{}")
            }
        } _: { transport, server in
            let call = server.call(wantedHeaders: [.init("x-a")!])
            for _ in 0..<40 {
                let response = try #require(await transport.send(call, "/").response)
                #expect(response.headers.map(\.value) == ["b c d"])
            }
        }
    }
}
