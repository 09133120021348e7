import NIOCore
import NIOHTTP1
import NIOPosix

/// A client's keep-alive connection: requests one after the other, whole responses back.
struct HTTPConnection {
    typealias Channel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private var parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator
    private let writer: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>

    /// Connects to 127.0.0.1 from an address, over TLS if it is said how, hands the connection to `body`, and closes it.
    static func open<Result: Sendable>(
        port: Int, from address: String = "127.0.0.1", tls: TLSClient? = nil,
        _ body: @Sendable (inout HTTPConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(to: SocketAddress(ipAddress: address, port: 0))
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(tls.handler()) }
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try Channel(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = HTTPConnection(parts: inbound.makeAsyncIterator(), writer: outbound)
            return try await body(&connection)
        }
    }

    /// One request on a connection of its own.
    static func get(port: Int, _ path: String, tls: TLSClient? = nil) async throws -> ReceivedResponse {
        try await open(port: port, tls: tls) { try await $0.request(.GET, path) }
    }

    /// Has a gateway read its files anew.
    static func reload(port: Int) async throws -> ReceivedResponse {
        try await open(port: port) { try await $0.request(.POST, "/reload") }
    }

    /// Sends a request and reads its response, whose body is text.
    mutating func request(
        _ method: HTTPMethod, _ path: String, body: String? = nil, headers: [(String, String)] = []
    ) async throws -> ReceivedResponse {
        let response = try await bytes(method, path, body: body, headers: headers)
        return ReceivedResponse(
            status: response.status, headers: response.headers, body: String(decoding: response.body, as: UTF8.self))
    }

    /// Sends a request and reads its response.
    mutating func bytes(
        _ method: HTTPMethod, _ path: String, body: String? = nil, headers: [(String, String)] = []
    ) async throws -> ReceivedBytes {
        // A gateway that answers before it has read everything may have closed by now: its response is there all the same.
        var failure: (any Error)?
        do { try await send(method, path, body: body, headers: headers) } catch { failure = error }
        var response = ReceivedBytes()
        while let part = try await parts.next() {
            switch part {
            case .head(let head):
                response.status = Int(head.status.code)
                response.headers = head.headers
            case .body(let bytes):
                response.body += bytes.readableBytesView
            case .end:
                return response
            }
        }
        throw failure ?? ConnectionClosed()
    }

    /// Sends a request whose response nobody reads.
    func sendOnly(_ path: String, headers: [(String, String)] = []) async throws {
        try await send(.GET, path, body: nil, headers: headers)
    }

    /// Sends a request with a body, whose response nobody reads.
    func sendOnly(
        _ method: HTTPMethod, _ path: String, body: String, headers: [(String, String)] = []
    ) async throws {
        try await send(method, path, body: body, headers: headers)
    }

    private func send(
        _ method: HTTPMethod, _ path: String, body: String?, headers: [(String, String)]
    ) async throws {
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: path)
        head.headers.add(name: "host", value: "localhost")
        head.headers.add(contentsOf: headers)
        if let body { head.headers.add(name: "content-length", value: String(body.utf8.count)) }
        try await writer.write(.head(head))
        if let body { try await writer.write(.body(.byteBuffer(ByteBuffer(string: body)))) }
        try await writer.write(.end(nil))
    }

    struct ConnectionClosed: Error {}
}

/// A whole response, as bytes.
struct ReceivedBytes: Sendable {
    var status = 0
    var headers = HTTPHeaders()
    var body: [UInt8] = []
}

/// A whole response.
struct ReceivedResponse: Sendable {
    var status = 0
    var headers = HTTPHeaders()
    var body = ""

    var compositionStatus: String { headers.first(name: "composition-status") ?? "" }

    /// The outcomes in `Composition-Status`, without the milliseconds: `["user;outcome=ok"]`.
    var outcomes: [String] {
        guard !compositionStatus.isEmpty else { return [] }
        return compositionStatus.split(separator: ",").map { item in
            item.split(separator: ";").map { $0.trimmingPrefix(" ") }.filter { !$0.hasPrefix("ms=") }
                .joined(separator: ";")
        }
    }
}
