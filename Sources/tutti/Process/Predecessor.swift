internal import Glibc
internal import TuttiReactor
internal import TuttiServer

/// The gateway whose place this one takes: it passes its listening sockets on, and drains once this one serves.
///
/// What the two say to each other, `docs/decisions/0028` explains:
///
/// ```
/// this one                     the predecessor
/// take-over 1
///                              socket 1 listen 127.0.0.1:8080   with the socket; 1 if its file goes with it
///                              door                             with the socket that it was asked by
///                              end
/// serving
///                              draining
/// ```
struct Predecessor {
    /// Why nothing can be taken over.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What it has passed on.
    struct Passed {
        var sockets: [PassedSockets.Socket] = []
        /// Where the next gateway asks.
        var door: Int32?
    }

    /// How long each step may take.
    static let patience = 30

    private let connection: MessageSocket

    /// The gateway that can be asked at a path; nil when there is none.
    ///
    /// - Throws: ``Failure``, when there is something else.
    init?(at path: String) throws {
        do {
            connection = try MessageSocket(connectingTo: path, limit: Self.patience)
        } catch {
            if error.code == ENOENT || error.code == ECONNREFUSED { return nil }
            throw Failure(description: "can't ask at \(path) for sockets: \(TakeOverDoor.explanation(error))")
        }
        guard connection.isPeerTrusted else {
            connection.close()
            throw Failure(
                description: "who listens at \(path) is another user's process: nothing is taken over from it")
        }
    }

    /// Its sockets.
    ///
    /// - Throws: ``Failure``, when it passes none on.
    func sockets() throws -> Passed {
        var passed = Passed()
        guard connection.send("take-over 1") else { throw Self.gone }
        while let message = connection.receive() {
            let words = message.text.split(separator: " ", maxSplits: 2)
            switch (words.first, message.descriptor) {
            case ("end", nil): return passed
            case ("door", let descriptor?): passed.door = descriptor
            case ("socket", let descriptor?) where words.count == 3:
                passed.sockets.append(
                    PassedSockets.Socket(
                        name: String(words[2]), descriptor: descriptor, hasOwnFile: words[1] == "1"))
            default: throw Self.gone
            }
        }
        throw Self.gone
    }

    /// Says that this gateway serves, and waits until the other one drains; false when it doesn't say so.
    func hasBeenReplaced() -> Bool {
        defer { connection.close() }
        return connection.send("serving") && connection.receive()?.text == "draining"
    }

    /// Says that this gateway can't serve, so that the other one goes on.
    func isStillNeeded() {
        _ = connection.send("failed")
        connection.close()
    }

    private static var gone: Failure {
        Failure(description: "the gateway that serves does not pass its sockets on: it goes on serving")
    }
}
