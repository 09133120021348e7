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
        /// Sockets can be asked for. Can transition to: closed.
        case open
        /// They are passed on, or about to be closed.
        case closed
    }

    private let path: String
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
    ///   - onReplaced: called once another gateway serves on the sockets.
    init(
        _ door: Int32, at path: String, log: Logger, sockets: @escaping @Sendable () -> [PassedSockets.Socket],
        onReplaced: @escaping @Sendable () -> Void
    ) {
        self.door = door
        self.path = path
        self.log = log
        source = DispatchSource.makeReadSource(fileDescriptor: door, queue: DispatchQueue(label: "take-over"))
        source.setEventHandler { [self] in
            if serveOne(sockets()) {
                source.cancel()
                onReplaced()
            }
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

    /// Passes nothing on any more: the sockets are about to be closed.
    func close() {
        let wasOpen = state.withLock { state in
            defer { state = .closed }
            return state == .open
        }
        guard wasOpen else { return }
        source.cancel()
        unlink(path)
    }

    /// Talks to whoever asks; returns whether it serves from now on.
    private func serveOne(_ sockets: [PassedSockets.Socket]) -> Bool {
        guard let connection = MessageSocket(acceptedFrom: door, limit: Predecessor.patience) else { return false }
        defer { connection.close() }
        guard connection.isPeerTrusted else {
            log.warning("another user's process asked for the sockets at \(path), and got none")
            return false
        }
        switch connection.receive()?.text {
        case "take-over 1":
            guard pass(sockets, to: connection), connection.receive()?.text == "serving" else { break }
            let isReplaced = state.withLock { state in
                defer { state = .closed }
                return state == .open
            }
            guard isReplaced else { return false }
            _ = connection.send("draining")
            return true
        case nil: return false  // looked whether somebody is here
        default: break
        }
        log.warning("a gateway that was to take over has not started: this one goes on serving")
        return false
    }

    private func pass(_ sockets: [PassedSockets.Socket], to connection: MessageSocket) -> Bool {
        // Nobody closes them meanwhile: their numbers would be other files'.
        state.withLock { state in
            guard state == .open else { return false }
            for socket in sockets {
                let text = "socket \(socket.hasOwnFile ? 1 : 0) \(socket.name)"
                guard connection.send(text, passing: socket.descriptor) else { return false }
            }
            return connection.send("door", passing: door) && connection.send("end")
        }
    }
}
