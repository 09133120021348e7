internal import CCurl
internal import CReactor
internal import Glibc
internal import TuttiResilience
internal import TuttiUpstream

/// libcurl's multi handle, driven by epoll.
///
/// Confined to its worker.
final class CurlMulti {
    private let multi: UnsafeMutableRawPointer
    private let poll: Int32
    private let counters: TransferCounters
    /// Takes the place of idle connections that must not be used again.
    private let closedSocket: Int32
    private let descriptorCeiling: Int
    private var sockets = SocketTable()
    /// Among which connections each socket counts that is open.
    private var counted: [Int32: OpenConnections] = [:]
    /// Descriptors of connections that libcurl holds: those that are open, and those closed while idle that it has not
    /// checked since.
    private(set) var heldSockets = 0

    /// When libcurl wants to be called though no socket is ready; nil for never.
    private(set) var due: MonotonicTime?

    /// Takes over an epoll descriptor, which it doesn't close; nil when libcurl has no memory, or no descriptor is left.
    init?(poll: Int32, counters: TransferCounters, configuration: CurlTransportConfiguration) {
        descriptorCeiling = configuration.descriptorCeiling
        let closedSocket = csocket_closed()
        guard closedSocket >= 0 else { return nil }
        guard let multi = ccurl_multi_init() else {
            close(closedSocket)
            return nil
        }
        self.closedSocket = closedSocket
        self.multi = multi
        self.poll = poll
        self.counters = counters
        // The callbacks come last in `cleanUp`, which the worker calls before it lets go of this object.
        let data = Unmanaged.passUnretained(self).toOpaque()
        let codes = [
            ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.maximumConnectionsCached),
            // Connections of HTTP/2 are shared; libcurl looks for one only where that is wanted.
            ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX),
            ccurl_multi_set_socket(multi, Self.onSocket, data),
            ccurl_multi_set_timer(multi, Self.onTimer, data),
        ]
        if codes.contains(where: { $0 != CURLM_OK }) {
            ccurl_multi_cleanup(multi)
            close(closedSocket)
            return nil
        }
    }

    /// Closes all connections.
    ///
    /// All handles must have been removed; nothing may be called afterwards.
    func cleanUp() {
        ccurl_multi_cleanup(multi)
        close(closedSocket)
    }

    /// Hands a transfer in; it begins in the next ``runTimeouts()``, which libcurl asks for at once.
    func add(_ easy: UnsafeMutableRawPointer) -> Bool {
        ccurl_multi_add_handle(multi, easy) == CURLM_OK
    }

    /// Takes a transfer out; one that hasn't ended loses its connection.
    func remove(_ easy: UnsafeMutableRawPointer) {
        ccurl_multi_remove_handle(multi, easy)
    }

    /// The connection of a transfer that has ended speaks HTTP/2: what comes unasked then is no response.
    func speaksHTTP2(_ descriptor: Int32) {
        sockets.speaksHTTP2(descriptor)
    }

    /// Lets libcurl do what its timer was for.
    func runTimeouts() {
        due = nil
        act(descriptor: CURL_SOCKET_TIMEOUT, action: 0)
    }

    /// Handles what epoll reported of one descriptor.
    func handle(tag: UInt64, events: UInt32) {
        switch sockets.event(tag: tag, events: events) {
        case .stale:
            break
        case .wanted(let descriptor, let action):
            act(descriptor: descriptor, action: action)
        case .idle(let descriptor, let change):
            apply(change, to: descriptor)
        case .unasked(let descriptor):
            drop(descriptor)
        }
    }

    /// The connections that have become idle are forgotten; before, if transfers begin `first`, which would take them, those on which
    /// there is something to read are taken out of use.
    ///
    /// One system call for all of them; for calls that don't begin in the turn in which others end there is none.
    func socketsAreAsked(first: Bool) {
        if first, !sockets.idled.isEmpty {
            var asked: [pollfd] = []
            asked.reserveCapacity(sockets.idled.count)
            for descriptor in sockets.idled where sockets.isIdle(descriptor) {
                asked.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
            }
            systemPoll(&asked)
            for response in asked where response.revents != 0 { drop(response.fd) }
        }
        sockets.idled.removeAll(keepingCapacity: true)
    }

    /// libcurl 7.88 takes a connection for dead only when reading gives the end.
    ///
    /// Bytes that a service sends unasked (it counted characters for `Content-Length`, and there are more bytes) would be taken
    /// for the response to the next request, and a connection that was reset (or that we disconnect) would be tried, up to five of
    /// them, and then the call given up. So whatever waits in the socket, from here on reading it gives the end; the connection
    /// itself is closed at once. One gap remains that HTTP/1.1 can't close: words that arrive when the next request is already on
    /// its way. libcurl gives the descriptor back when it next looks for a connection, at most a second after that for those to
    /// other services, and never has more than it may keep. Over TLS a record that needs no response (a session ticket sent late, a
    /// key update) costs the connection too: it looks like a response.
    ///
    /// Over HTTP/2 there are no such words: each frame says what it belongs to, and libcurl reads what has come before it uses the
    /// connection again.
    private func drop(_ descriptor: Int32) {
        if sockets.isHTTP2(descriptor) { return apply(sockets.muted(descriptor), to: descriptor) }
        guard csocket_has_input(descriptor) else { return }
        apply(sockets.dropped(descriptor), to: descriptor)
        csocket_replace(descriptor, closedSocket)
        isClosed(descriptor)
    }

    private func isClosed(_ descriptor: Int32) {
        counters.socketClosed()
        counted.removeValue(forKey: descriptor)?.add(-1)
    }

    /// The next transfer that has ended, with libcurl's verdict.
    func nextEnded() -> (CurlTransfer, CURLcode)? {
        var easy: UnsafeMutableRawPointer?
        var result = CURLE_OK
        while ccurl_multi_next_done(multi, &easy, &result) {
            if let easy, let data = ccurl_get_private(easy) { return (CurlTransfer.of(data), result) }
        }
        return nil
    }

    private func act(descriptor: Int32, action: Int32) {
        var running: Int32 = 0
        ccurl_multi_socket_action(multi, descriptor, action, &running)
    }

    private func apply(_ change: SocketTable.Change, to descriptor: Int32) {
        switch change {
        case .none: break
        case .add(let events, let tag): creactor_poll_add(poll, descriptor, events, tag)
        case .modify(let events, let tag): creactor_poll_modify(poll, descriptor, events, tag)
        case .remove: creactor_poll_remove(poll, descriptor)
        }
    }
}

/// What libcurl calls about sockets and time. Each records and returns; none calls libcurl.
extension CurlMulti {
    private static let onSocket: curl_socket_callback = { _, descriptor, what, data, _ in
        guard let data else { return 0 }
        let multi = CurlMulti.of(data)
        multi.apply(multi.sockets.interest(what, in: descriptor), to: descriptor)
        return 0
    }

    private static let onTimer: curl_multi_timer_callback = { _, milliseconds, data in
        guard let data else { return 0 }
        CurlMulti.of(data).due =
            switch milliseconds {
            case ..<0: nil
            case 0: .zero
            default: SystemClock.now + .milliseconds(Int64(milliseconds))
            }
        return 0
    }

    /// Opens the socket of a connection, which counts among `connections`; below zero is the negative `errno`.
    func openSocket(for address: curl_sockaddr, to connections: OpenConnections?) -> curl_socket_t {
        let descriptor = csocket_create(address.family, address.socktype, address.protocol)
        guard descriptor >= 0 else { return descriptor }
        guard descriptor < descriptorCeiling else {
            close(descriptor)
            return -EMFILE
        }
        sockets.opened(descriptor)
        heldSockets += 1
        counters.socketOpened()
        if let connections {
            connections.add(1)
            counted[descriptor] = connections
        }
        return descriptor
    }

    static let onCloseSocket: curl_closesocket_callback = { data, descriptor in
        if let data {
            let multi = CurlMulti.of(data)
            multi.heldSockets -= 1
            if multi.sockets.isConnection(descriptor) { multi.isClosed(descriptor) }
            multi.apply(multi.sockets.closed(descriptor), to: descriptor)
        }
        return close(descriptor)
    }

    private static func of(_ data: UnsafeMutableRawPointer) -> CurlMulti {
        Unmanaged<CurlMulti>.fromOpaque(data).takeUnretainedValue()
    }
}

/// Asks descriptors, without waiting.
private func systemPoll(_ descriptors: inout [pollfd]) {
    _ = poll(&descriptors, nfds_t(descriptors.count), 0)
}
