internal import NIOCore
internal import TuttiPlan

/// Has a proxy open a tunnel (RFC 9110, 9.3.6): the first handler of a connection, whose others hear of it when the tunnel is there.
final class ProxyTunnel: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Why there is no tunnel: what the proxy has answered, nil for what is no answer of HTTP/1.1.
    struct Refusal: Error {
        let status: Int?
    }

    /// The most bytes of the proxy's answer.
    static let mostBytes = 16 << 10

    private let authority: String
    private let credentials: ProxyPlan.Credentials?
    private var answer: [UInt8] = []
    private var isOpen = false
    private var isOver = false

    /// A tunnel to that host, a name or an IP literal, and port.
    init(to host: String, port: Int, credentials: ProxyPlan.Credentials?) {
        authority = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        self.credentials = credentials
    }

    func channelActive(context: ChannelHandlerContext) {
        var request = "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n"
        if let credentials {
            request += "Proxy-Authorization: \(credentials.authorization)\r\n"
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request + "\r\n")), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isOpen { return context.fireChannelRead(data) }
        guard !isOver else { return }
        answer += unwrapInboundIn(data).readableBytesView
        while let end = answer.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound {
            guard let status = Self.status(of: answer[..<end]) else { return fail(nil, context) }
            answer.removeFirst(end)
            if status < 200 { continue }
            // Behind the answer nothing may come: nobody has been asked anything yet.
            guard status < 300, answer.isEmpty else { return fail(status < 300 ? nil : status, context) }
            isOpen = true
            return context.fireChannelActive()
        }
        if answer.count > Self.mostBytes { fail(nil, context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isOpen { fail(nil, context) }
        context.fireChannelInactive()
    }

    private func fail(_ status: Int?, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        answer = []
        context.fireErrorCaught(Refusal(status: status))
    }

    /// `HTTP/1.1 200 …` (RFC 9112, 4); nil for anything else.
    private static func status(of head: ArraySlice<UInt8>) -> Int? {
        let line = String(decoding: head.prefix { $0 != 0x0D }, as: UTF8.self)
        guard line.hasPrefix("HTTP/1."), line.utf8.count >= 12 else { return nil }
        let rest = line.utf8.dropFirst(8)
        let digits = rest.dropFirst().prefix(3)
        guard rest.first == 0x20, rest.dropFirst(4).first ?? 0x20 == 0x20,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        guard let status = Int(String(decoding: digits, as: UTF8.self)), (100...599).contains(status) else {
            return nil
        }
        return status
    }
}
