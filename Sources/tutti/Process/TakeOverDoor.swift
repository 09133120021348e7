@preconcurrency internal import Dispatch
internal import Glibc
internal import Logging
internal import Synchronization
internal import TuttiReactor
internal import TuttiServer

/// Where the next gateway asks for the sockets of this one, `--take-over`: a socket in the file system, for this user alone.
///
/// See ``Predecessor`` for what is said. Whatever goes wrong, this gateway goes on serving.
final class TakeOverDoor: Sendable {
    private enum State {
        /// Sockets can be asked for. Can transition to: passed, closed.
        case open
        /// Another gateway has them, and is about to serve on them; whoever wants to close the door waits for what comes of that. Can
        /// transition to: open, replaced, closed.
        case passed(CheckedContinuation<Bool, Never>?)
        /// Another gateway serves on them.
        case replaced
        /// They are about to be closed.
        case closed
    }

    private let path: String
    /// The door's file, and no other that takes its place.
    private let file: SocketFile?
    private let door: Int32
    private let source: any DispatchSourceRead
    private let log: Logger
    private let state = Mutex(State.open)

    /// Opens the door: a socket that listens, at which nobody is answered yet.
    ///
    /// - Throws: `Predecessor.Failure`, when there can be none.
    static func socket(at path: String) throws -> Int32 {
        do {
            return try MessageSocket.listen(at: path)
        } catch {
            throw Predecessor.Failure(
                description: "can't be asked for sockets at \(path): \(Self.explanation(error))")
        }
    }

    /// Answers at the door from now on.
    ///
    /// - Parameters:
    ///   - door: the socket, this gateway's own or the predecessor's.
    ///   - path: where it is.
    ///   - log: for what happens.
    ///   - sockets: what is passed on.
    ///   - onReplaced: called once another gateway serves on the sockets, unless ``close()`` says so.
    init(
        _ door: Int32, at path: String, log: Logger, sockets: @escaping @Sendable () -> [PassedSockets.Socket],
        onReplaced: @escaping @Sendable () -> Void
    ) {
        self.door = door
        self.path = path
        self.log = log
        file = SocketFile(at: path)
        source = DispatchSource.makeReadSource(fileDescriptor: door, queue: DispatchQueue(label: "take-over"))
        source.setEventHandler { [self] in
            if serveOne(sockets()) { onReplaced() }
        }
        source.resume()
    }

    /// Why there is no socket at a path.
    static func explanation(_ failure: SystemSocket.Failure) -> String {
        switch failure.code {
        case ENAMETOOLONG: "the path has more than 107 bytes"
        case ENOENT, ENOTDIR: "there is no such folder"
        case EADDRINUSE: "something else is there already"
        default: SystemSocket.explanation(of: failure)
        }
    }

    /// Whether another gateway serves on the sockets.
    var isReplaced: Bool {
        state.withLock { state in
            if case .replaced = state { true } else { false }
        }
    }

    /// Passes nothing on any more: the sockets are about to be closed.
    ///
    /// Where another gateway has them and does not serve yet, that is waited for: otherwise both would close them, or none.
    ///
    /// - Returns: whether another gateway serves on them.
    func close() async -> Bool {
        await withCheckedContinuation { continuation in
            let isReplaced: Bool? = state.withLock { state in
                switch state {
                case .passed:
                    state = .passed(continuation)
                    return nil
                case .replaced: return true
                case .open, .closed:
                    state = .closed
                    return false
                }
            }
            guard let isReplaced else {
                return log.info("another gateway has the sockets: waiting until it serves on them, or can't")
            }
            if !isReplaced { end() }
            continuation.resume(returning: isReplaced)
        }
    }

    /// Nobody is asked for here any more.
    private func end() {
        source.cancel()
        file?.remove()
    }

    /// Whoever has the sockets serves on them, or can't; returns whether that is news to the gateway.
    private func settle(isReplaced: Bool) -> Bool {
        let waiter: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard case .passed(let waiter) = state else { return nil }
            state = isReplaced ? .replaced : waiter == nil ? .open : .closed
            return waiter
        }
        if isReplaced { source.cancel() } else if waiter != nil { end() }
        waiter?.resume(returning: isReplaced)
        return isReplaced && waiter == nil
    }

    /// Talks to whoever asks; returns whether it serves from now on, and the gateway is to be told.
    private func serveOne(_ sockets: [PassedSockets.Socket]) -> Bool {
        guard let connection = MessageSocket(acceptedFrom: door, limit: Predecessor.patience) else { return false }
        defer { connection.close() }
        guard connection.isPeerTrusted else {
            log.warning("another user's process asked for the sockets at \(path), and got none")
            return false
        }
        switch connection.receive()?.text {
        case "take-over 1":
            guard pass(sockets, to: connection) else { break }
            // It may look up names for long, and serves in the end: as long as it lives, it is waited for, unless this one is to end.
            let isServing = connection.receive { !isAwaited }?.text == "serving"
            guard isServing else {
                _ = settle(isReplaced: false)
                break
            }
            _ = connection.send("draining")
            return settle(isReplaced: true)
        case nil: return false  // looked whether somebody is here
        default: break
        }
        log.warning("a gateway that was to take over has not started: this one goes on serving")
        return false
    }

    /// Whether somebody waits for the door to close.
    private var isAwaited: Bool {
        state.withLock { state in
            if case .passed(.some) = state { true } else { false }
        }
    }

    private func pass(_ sockets: [PassedSockets.Socket], to connection: MessageSocket) -> Bool {
        // Nobody closes them meanwhile: their numbers would be other files'.
        state.withLock { state in
            guard case .open = state else { return false }
            for socket in sockets {
                let text = "socket \(socket.hasOwnFile ? 1 : 0) \(socket.name)"
                guard connection.send(text, passing: socket.descriptor) else { return false }
            }
            guard connection.send("door", passing: door), connection.send("end") else { return false }
            state = .passed(nil)
            return true
        }
    }
}
