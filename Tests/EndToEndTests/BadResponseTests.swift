import NIOHTTP1
import Testing

/// A service that answers what is no response: its caller is told, and it is not asked again.
struct BadResponseTests {
    /// JSON in gzip that is cut off before its checksum and length, under a `Content-Length` that fits.
    private static let cutOff: [UInt8] = {
        let text = Array(#"{"items":[1,2,3]}"#.utf8)
        let size = UInt8(text.count)
        let gzip = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1, size, 0, ~size, 0xFF] + text
        return Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(gzip.count)\r\n\r\n".utf8) + gzip
    }()

    private static let responses: [[UInt8]] =
        [
            "HTTP/2 200 OK\r\nContent-Length: 1\r\n\r\n1",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "SSH-2.0-OpenSSH_9.2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 1\r\n\r\n1",
        ].map { Array($0.utf8) } + [cutOff]

    @Test(arguments: responses) func itIsOneAttemptWithAReasonOfItsOwn(response: [UInt8]) async throws {
        try await RawUpstream.serving(answering: { _ in response }) { upstream, port in
            try await RunningGateway.serving(
                gateway: """
                    services: { one: { instances: ["http://127.0.0.1:\(port)"], timeout: 60s, retry: { attempts: 3 } } }
                    """,
                endpoints: """
                    endpoint: GET /x
                    deadline: 60s
                    calls: { a: { service: one, get: /a, required: true } }
                    """
            ) { gateway in
                let got = try await HTTPConnection.get(port: gateway.port, "/x")
                #expect(got.status == 502)
                #expect(got.outcomes == ["a;outcome=failed;reason=bad_response"])
                #expect(got.body.contains("its service sent a response that can't be read"))
            }
            #expect(upstream.takeHeads().count == 1)
        }
    }
}
