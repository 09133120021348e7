internal import NIOCore
internal import NIOHTTP1
internal import TuttiChannels

/// What a channel needs to serve HTTP/1.1 and HTTP/1.0.
enum HTTP1Pipeline {
    /// Puts the handlers of a connection into its pipeline.
    ///
    /// - Parameters:
    ///   - pipeline: that of the channel, in which the handlers come last.
    ///   - socket: what is below all handlers.
    ///   - takesSplicedBytes: whether no handler is between, so that large bodies go to the socket from where they are. Handlers such as
    ///     that of TLS take buffers alone.
    ///   - loop: the state of the event loop.
    ///   - responder: what decides about requests.
    ///   - limits: the bounds of the listener.
    ///   - rules: what holds for all requests of the listener.
    /// - Throws: what the pipeline throws, when the channel is closed already.
    static func install(
        on pipeline: ChannelPipeline.SynchronousOperations, socket: any ClientSocket, takesSplicedBytes: Bool,
        loop: ServerLoop, responder: any RequestResponder, limits: ConnectionLimits,
        rules: ListenerRules = ListenerRules()
    ) throws {
        var decoding = NIOHTTPDecoderLimitConfiguration()
        // The decoder counts the target among the headers; the exact bounds are those of `RequestHead.read`.
        decoding.maxHeaderFieldSize = max(limits.headerBytes, limits.target)
        decoding.maxHeaderListSize = limits.headerBytes + limits.target
        decoding.maxHeaderFieldCount = limits.fieldCount
        let connection = HTTP1Handler(
            socket: socket, takesSplicedBytes: takesSplicedBytes, loop: loop, responder: responder, limits: limits,
            rules: rules)
        try pipeline.addHandler(HTTP1ArrivalHandler(connection))
        // Nor does it count the white space between them, which it keeps as well.
        let most = limits.headerBytes + limits.target + ReadBuffer.size
        try pipeline.addHandler(
            ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: decoding), maximumBufferSize: most))
        try pipeline.addHandler(connection)
    }
}
