internal import TuttiPolicies

/// What is said at the beginning of a connection: the version of the protocol, who we are, the database, and what the server is.
///
/// A value without a socket. `HELLO 3` with the password comes first; servers that do not know it are spoken to in RESP2.
struct RedisHandshake {
    /// What to do.
    enum Action {
        /// Send these, and wait for their replies.
        case send([RedisCommand])
        /// Wait for another reply.
        case wait
        /// Commands may be sent.
        case ready
        /// The connection is of no use.
        case failed(RedisOpeningFailure)
    }

    private enum Awaited {
        case hello, authentication, database, version, role
    }

    private let profile: RedisProfile
    private var awaited: [Awaited] = [.hello]
    /// Whether RESP3 is spoken.
    private(set) var isRESP3 = false

    init(_ profile: RedisProfile) {
        self.profile = profile
    }

    /// What is sent first.
    var first: RedisCommand {
        guard let password = profile.password else { return ["HELLO", "3"] }
        return ["HELLO", "3", "AUTH", .text(profile.user ?? "default"), .text(password.text)]
    }

    /// A reply has come.
    mutating func received(_ value: RedisValue) -> Action {
        guard !awaited.isEmpty else { return .failed(.nonsense(.unasked)) }
        switch (awaited.removeFirst(), value) {
        case (.hello, .error(let error)) where error.isUnknownCommand:
            guard let password = profile.password else { return rest() }
            awaited = [.authentication]
            // Before Redis 6 there were no users.
            return .send([RedisCommand(["AUTH"] + (profile.user.map { [.text($0)] } ?? []) + [.text(password.text)])])
        case (.version, _): break
        case (_, .error(let error)): return .failed(.refused(code: error.code))
        case (.hello, _):
            isRESP3 = true
            return rest()
        case (.authentication, _): return rest()
        case (.database, _): break
        case (.role, let role):
            guard role.elements?.first?.text == "master" else { return .failed(.notPrimary) }
        }
        return awaited.isEmpty ? .ready : .wait
    }

    private mutating func rest() -> Action {
        // Servers before 7.2 don't know it, which does no harm.
        var commands: [RedisCommand] = [["CLIENT", "SETINFO", "LIB-NAME", "tutti"]]
        awaited = [.version]
        if profile.database != 0 {
            commands.append(["SELECT", .integer(Int64(profile.database))])
            awaited.append(.database)
        }
        if profile.mustBePrimary {
            commands.append(["ROLE"])
            awaited.append(.role)
        }
        return .send(commands)
    }
}
