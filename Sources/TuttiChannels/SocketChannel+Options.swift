internal import Glibc
package import NIOCore

/// Options, and what this kind of channel doesn't do.
extension SocketChannel {
    /// Options on the event loop.
    struct SynchronousOptions: NIOSynchronousChannelOptions {
        let channel: SocketChannel

        func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) throws {
            try channel.set(option, to: value)
        }

        func getOption<Option: ChannelOption>(_ option: Option) throws -> Option.Value {
            try channel.value(of: option)
        }
    }

    package var syncOptions: (any NIOSynchronousChannelOptions)? { SynchronousOptions(channel: self) }

    package func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) -> EventLoopFuture<Void> {
        guard eventLoop.inEventLoop else { return eventLoop.submit { try self.set(option, to: value) } }
        return eventLoop.makeCompletedFuture { try set(option, to: value) }
    }

    package func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
        guard eventLoop.inEventLoop else { return eventLoop.submit { try self.value(of: option) } }
        return eventLoop.makeCompletedFuture { try value(of: option) }
    }

    private func set<Option: ChannelOption>(_ option: Option, to value: Option.Value) throws {
        guard life != .closed else { throw ChannelError.ioOnClosedChannel }
        switch (option as any ChannelOption, value as any Sendable) {
        case (is ChannelOptions.Types.AutoReadOption, let isOn as Bool): setAutomatic(isOn)
        case (is ChannelOptions.Types.AllowRemoteHalfClosureOption, let isOn as Bool): staysHalfOpen = isOn
        case (is ChannelOptions.Types.WriteBufferWaterMarkOption, let mark as ChannelOptions.Types.WriteBufferWaterMark):
            output.waterMark = mark
        case (is ChannelOptions.Types.MaxMessagesPerReadOption, let most as UInt):
            input.mostReads = max(1, Int(clamping: most))
        case (is ChannelOptions.Types.ConnectTimeoutOption, let timeout): connectTimeout = timeout as? TimeAmount
        case (let option as ChannelOptions.Types.SocketOption, let number as SocketOptionValue):
            // All options that are numbers are of C's type (socket(7), tcp(7)).
            var number = CInt(clamping: number)
            let size = socklen_t(MemoryLayout<CInt>.size)
            guard setsockopt(descriptor, option.optionLevel.rawValue, option.optionName.rawValue, &number, size) == 0
            else { throw IOError(errnoCode: errno, reason: "setsockopt") }
        default: throw ChannelError.operationUnsupported
        }
    }

    private func value<Option: ChannelOption>(of option: Option) throws -> Option.Value {
        guard life != .closed else { throw ChannelError.ioOnClosedChannel }
        let value: any Sendable
        switch option as any ChannelOption {
        case is ChannelOptions.Types.AutoReadOption: value = input.isAutomatic
        case is ChannelOptions.Types.AllowRemoteHalfClosureOption: value = staysHalfOpen
        case is ChannelOptions.Types.WriteBufferWaterMarkOption: value = output.waterMark
        case is ChannelOptions.Types.BufferedWritableBytesOption: value = unwritten
        case is ChannelOptions.Types.MaxMessagesPerReadOption: value = UInt(input.mostReads)
        case is ChannelOptions.Types.ConnectTimeoutOption: value = connectTimeout
        case let option as ChannelOptions.Types.SocketOption:
            var number: CInt = 0
            var size = socklen_t(MemoryLayout<CInt>.size)
            guard getsockopt(descriptor, option.optionLevel.rawValue, option.optionName.rawValue, &number, &size) == 0
            else {
                throw IOError(errnoCode: errno, reason: "getsockopt")
            }
            value = SocketOptionValue(number)
        default: throw ChannelError.operationUnsupported
        }
        guard let value = value as? Option.Value else { throw ChannelError.operationUnsupported }
        return value
    }

    package func localAddress0() throws -> SocketAddress { try known(localAddress) }

    package func remoteAddress0() throws -> SocketAddress { try known(remoteAddress) }

    private func known(_ address: SocketAddress?) throws -> SocketAddress {
        guard life != .closed else { throw ChannelError.ioOnClosedChannel }
        guard let address else { throw ChannelError.operationUnsupported }
        return address
    }

    package func bind0(to: SocketAddress, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    package func triggerUserOutboundEvent0(_ event: Any, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    package func channelRead0(_ data: NIOAny) {}

    package func errorCaught0(error: any Error) {}
}
