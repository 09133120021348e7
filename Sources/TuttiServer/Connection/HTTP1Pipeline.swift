internal import NIOCore
internal import TuttiChannels

/// What a channel needs to serve HTTP/1.1 and HTTP/1.0.
enum HTTP1Pipeline {
    /// Puts the handler of a connection into its pipeline.
    ///
    /// - Parameters:
    ///   - pipeline: that of the channel, in which the handler comes last.
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
        try pipeline.addHandler(
            HTTP1Handler(
                socket: socket, takesSplicedBytes: takesSplicedBytes, loop: loop, responder: responder, limits: limits,
                rules: rules))
    }
}
