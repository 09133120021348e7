import NIOCore
import Synchronization

/// A handler that notes what it is told, and what it is asked for.
final class Recorder: ChannelDuplexHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let notes = Mutex<[String]>([])
    private let received = Mutex<[UInt8]>([])

    /// What has happened, in order; bytes that came are counted.
    var events: [String] { notes.withLock { $0 } }
    /// The bytes that have come.
    var bytes: [UInt8] { received.withLock { $0 } }
    /// The bytes that have come, as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether something has happened.
    func has(_ event: String) -> Bool { events.contains(event) }

    /// What has happened, without some.
    func events(without left: String...) -> [String] { events.filter { !left.contains($0) } }

    private func note(_ event: String) {
        notes.withLock { $0.append(event) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { note("removed") }
    func channelRegistered(context: ChannelHandlerContext) { note("registered") }
    func channelUnregistered(context: ChannelHandlerContext) { note("unregistered") }

    func channelActive(context: ChannelHandlerContext) {
        note("active")
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        note("inactive")
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        note("read")
        received.withLock { $0 += unwrapInboundIn(data).readableBytesView }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        note("complete")
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        note(context.channel.isWritable ? "writable" : "unwritable")
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event as? ChannelEvent {
        case .inputClosed?: note("input closed")
        case .outputClosed?: note("output closed")
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        note("error \((error as? IOError)?.errnoCode ?? 0)")
        context.fireErrorCaught(error)
    }

    func read(context: ChannelHandlerContext) {
        note("asked")
        context.read()
    }
}
