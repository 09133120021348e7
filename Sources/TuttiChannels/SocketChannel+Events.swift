internal import Glibc
internal import NIOCore
package import TuttiReactor

/// What the reactor says of the socket.
extension SocketChannel: DescriptorObserver {
    package func descriptorIsReady(_ events: DescriptorEvents) {
        if life == .connecting {
            guard events.hasAny(of: .writable) || events.hasAny(of: .ended) else { return }
            finishConnecting()
        }
        if !output.isTaking, output.failure == nil, events.hasAny(of: .writable) {
            output.isTaking = true
            goOnWriting()
        }
        guard life.isActive else { return }
        if events.hasAny(of: .broken) { input.isBroken = true }
        guard !input.isClosed else {
            if input.isBroken { closeBroken() }
            return
        }
        if events.hasAny(of: .ended) { input.isEnding = true }
        if input.isEnding || events.hasAny(of: .readable) {
            input.isReadable = true
            readNext()
        }
    }

    package func reactorStops() {
        close0(error: EventLoopError.shutdown, mode: .all, promise: nil)
    }

    /// The connection has failed, and nothing is left to be read.
    func closeBroken() {
        let error = pendingError
        close0(
            error: IOError(errnoCode: error == 0 ? ECONNRESET : error, reason: "connection"), mode: .all, promise: nil)
    }

    /// Why the connection has failed, which the system says once; 0 when it has not, or was asked before.
    var pendingError: CInt {
        var error: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno
    }
}
