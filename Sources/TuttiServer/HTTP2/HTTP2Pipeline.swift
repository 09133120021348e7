internal import NIOCore
internal import NIOHTTP2
internal import TuttiChannels
internal import TuttiResilience

/// What a channel needs to serve HTTP/2.
///
/// What keeps a client from costing more than it should is on: nio-http2's limits on CONTINUATION frames in a row (5), on resets, stream errors
/// and control frames (200 of each in 30 s), on empty DATA frames and on other oddities.
enum HTTP2Pipeline {
    /// How many requests a client may have open at once (`SETTINGS_MAX_CONCURRENT_STREAMS`).
    static let maximumStreams = 100
    /// How many bytes of bodies a client may send before they are taken, for all streams and for one.
    static let connectionWindow = 1 << 20
    static let streamWindow = 64 << 10
    /// What HPACK counts for each field beside its name and value (RFC 7541, 4.1).
    private static let fieldOverhead = 32

    /// Puts the handlers of a connection into its pipeline.
    ///
    /// - Parameters:
    ///   - pipeline: that of the channel, in which the handlers come last.
    ///   - socket: what is below all handlers.
    ///   - loop: the state of the event loop.
    ///   - responder: what decides about requests.
    ///   - limits: the bounds of the listener.
    ///   - rules: what holds for all requests.
    /// - Throws: what the pipeline throws, when the channel is closed already.
    static func install(
        on pipeline: ChannelPipeline.SynchronousOperations, socket: any ClientSocket, loop: ServerLoop,
        responder: any RequestResponder, limits: ConnectionLimits, rules: ListenerRules
    ) throws {
        let management = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: loop.eventLoop,
            configuration: .init(maxIdleTime: nil, maxAge: nil, maxGraceTime: nil, keepalive: nil))
        let connection = HTTP2ConnectionHandler(
            socket: socket, loop: loop, responder: responder, limits: limits, rules: rules)
        let bound = NIOLoopBound(connection, eventLoop: loop.eventLoop)
        try pipeline.addHandler(TurnFlushHandler())
        _ = try pipeline.configureAsyncHTTP2Pipeline(
            mode: .server, streamDelegate: management.http2StreamDelegate, frameDelegate: HTTP2FrameWatch(connection),
            configuration: configuration(limits)
        ) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(HTTP2StreamHandler(bound.value))
            }
        }
        try pipeline.addHandler(management)
        try pipeline.addHandler(connection)
    }

    private static func configuration(_ limits: ConnectionLimits) -> NIOHTTP2Handler.Configuration {
        var configuration = NIOHTTP2Handler.Configuration()
        // What is over this ends the connection; what is over the bounds of `RequestHead.read` gets a response.
        let headerList = limits.headerBytes + limits.target + Self.fieldOverhead * (limits.fieldCount + 8)
        configuration.connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: maximumStreams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: headerList),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
            HTTP2Setting(parameter: .enablePush, value: 0),
        ]
        configuration.connection.targetWindowSize = connectionWindow
        configuration.stream.targetWindowSize = streamWindow
        configuration.stream.outboundBufferSizeHighWatermark = 64 << 10
        configuration.stream.outboundBufferSizeLowWatermark = 16 << 10
        return configuration
    }
}
