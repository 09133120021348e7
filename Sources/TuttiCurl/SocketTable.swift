internal import CCurl
internal import CReactor

/// Which sockets are registered in epoll for what, and what has to change when libcurl's wishes do.
///
/// libcurl asks for a socket to be removed after each transfer and added again for the next one. A connection's socket
/// stays registered instead (20 to 25 % of a transfer's CPU): its removal is ignored until libcurl closes it, or until
/// it turns readable while nobody uses it. Other descriptors (the resolver's pipe) come and go as libcurl says: they
/// are closed without a word, and their numbers used again.
struct SocketTable {
    /// What is to be done to the registration.
    enum Change: Equatable {
        case none
        case add(events: UInt32, tag: UInt64)
        case modify(events: UInt32, tag: UInt64)
        case remove
    }

    /// What an event means.
    enum Event: Equatable {
        /// The descriptor has changed hands since the event was queued.
        case stale
        /// libcurl waits for it; `action` is its `ev_bitmask`.
        case wanted(descriptor: Int32, action: Int32)
        /// Nobody waits for it, and it could be read when the event was queued. libcurl may have read it since: one call
        /// can serve other transfers too. If it still can, ``dropped(_:)`` is what to do.
        case unasked(descriptor: Int32)
        /// Nobody waits for it, and it was registered for writing.
        case idle(descriptor: Int32, change: Change)
    }

    private struct Entry {
        /// What libcurl asked for last; zero while the socket is idle.
        var wanted: UInt32 = 0
        /// What epoll has; zero when it isn't registered.
        var registered: UInt32 = 0
        /// Set between the open-socket and the close-socket callback, or until it's dropped.
        var isConnection = false
        /// Whether it's a connection that may bring frames while nobody uses it, which mean no harm.
        var isHTTP2 = false
        /// Tells the owners of one number apart: an event that was queued for the last one must not reach the next.
        var generation: UInt32 = 0
    }

    /// By descriptor: the kernel gives out the smallest number that is free.
    private var entries: [Entry] = []
    /// The connections that have become idle lately.
    var idled: [Int32] = []

    /// libcurl opened a connection's socket.
    mutating func opened(_ descriptor: Int32) {
        guard let index = makeIndex(descriptor) else { return }
        entries[index] = Entry(isConnection: true, generation: entries[index].generation &+ 1)
    }

    /// Whether a descriptor is the socket of a connection that has not been dropped.
    func isConnection(_ descriptor: Int32) -> Bool {
        descriptor >= 0 && Int(descriptor) < entries.count && entries[Int(descriptor)].isConnection
    }

    /// A connection speaks HTTP/2.
    mutating func speaksHTTP2(_ descriptor: Int32) {
        guard isConnection(descriptor) else { return }
        entries[Int(descriptor)].isHTTP2 = true
    }

    /// Whether a descriptor is a connection that speaks HTTP/2.
    func isHTTP2(_ descriptor: Int32) -> Bool {
        isConnection(descriptor) && entries[Int(descriptor)].isHTTP2
    }

    /// An idle socket is not listened to until libcurl asks for it again.
    mutating func muted(_ descriptor: Int32) -> Change {
        guard let index = makeIndex(descriptor), entries[index].registered != 0, entries[index].wanted == 0 else {
            return .none
        }
        entries[index].registered = 0
        return .remove
    }

    /// Whether a descriptor is a connection that nobody uses.
    func isIdle(_ descriptor: Int32) -> Bool {
        isConnection(descriptor) && entries[Int(descriptor)].wanted == 0 && entries[Int(descriptor)].registered != 0
    }

    /// libcurl closes a connection's socket.
    mutating func closed(_ descriptor: Int32) -> Change {
        guard let index = makeIndex(descriptor) else { return .none }
        let wasRegistered = entries[index].registered != 0
        entries[index] = Entry(generation: entries[index].generation &+ 1)
        return wasRegistered ? .remove : .none
    }

    /// An idle socket is of no use any more: it's not listened to until libcurl closes it.
    mutating func dropped(_ descriptor: Int32) -> Change {
        guard let index = makeIndex(descriptor), entries[index].registered != 0 else { return .none }
        entries[index].registered = 0
        entries[index].isConnection = false
        return .remove
    }

    /// libcurl wants to hear of a descriptor; `what` is one of `CURL_POLL_IN`, `_OUT`, `_INOUT`, `_REMOVE`.
    mutating func interest(_ what: Int32, in descriptor: Int32) -> Change {
        guard let index = makeIndex(descriptor) else { return .none }
        var events: UInt32 = 0
        if what == CURL_POLL_IN || what == CURL_POLL_INOUT { events |= creactor_readable }
        if what == CURL_POLL_OUT || what == CURL_POLL_INOUT { events |= creactor_writable }
        entries[index].wanted = events
        let registered = entries[index].registered
        if events == 0 {
            if entries[index].isConnection {
                idled.append(descriptor)
                return .none
            }
            if registered == 0 { return .none }
            entries[index].registered = 0
            return .remove
        }
        if registered == events { return .none }
        entries[index].registered = events
        if registered != 0 { return .modify(events: events, tag: tag(index)) }
        if !entries[index].isConnection { entries[index].generation &+= 1 }
        return .add(events: events, tag: tag(index))
    }

    /// epoll reported `events` for what was registered under `tag`.
    mutating func event(tag eventTag: UInt64, events: UInt32) -> Event {
        let descriptor = Int32(truncatingIfNeeded: eventTag)
        let index = Int(descriptor)
        guard index >= 0, index < entries.count, tag(index) == eventTag, entries[index].registered != 0 else {
            return .stale
        }
        if entries[index].wanted == 0 {
            if events & (creactor_readable | creactor_broken) != 0 { return .unasked(descriptor: descriptor) }
            entries[index].registered = creactor_readable
            return .idle(descriptor: descriptor, change: .modify(events: creactor_readable, tag: eventTag))
        }
        var action: Int32 = 0
        if events & creactor_readable != 0 { action |= CURL_CSELECT_IN }
        if events & creactor_writable != 0 { action |= CURL_CSELECT_OUT }
        // With an error alone libcurl doesn't look at the socket, which may hold a response.
        if events & creactor_broken != 0 { action |= CURL_CSELECT_ERR | CURL_CSELECT_IN }
        return .wanted(descriptor: descriptor, action: action)
    }

    private func tag(_ index: Int) -> UInt64 {
        // 31 bits of the generation: the highest bit marks what the reactor watches itself.
        UInt64(entries[index].generation & 0x7FFF_FFFF) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
    }

    private mutating func makeIndex(_ descriptor: Int32) -> Int? {
        guard descriptor >= 0 else { return nil }
        let index = Int(descriptor)
        if index >= entries.count {
            entries.append(contentsOf: repeatElement(Entry(), count: index + 1 - entries.count))
        }
        return index
    }
}
