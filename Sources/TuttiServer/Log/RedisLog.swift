internal import Logging
internal import TuttiRedis

/// Writes to the log of the gateway how Redis comes and goes: once for each change, and never what it was told.
struct RedisLog: RedisObserver {
    private let log: Logger

    /// Writes to that log.
    init(_ log: Logger) {
        self.log = log
    }

    func redis(_ server: String, changed: RedisChange) {
        let fields: Logger.Metadata = ["redis": "\(server)", "kind": "redis"]
        switch changed {
        case .came: log.info("Redis at \(server) can be used", metadata: fields)
        case .went(let reason):
            log.warning("Redis at \(server) can't be used: \(reason); the gateway goes on without it", metadata: fields)
        case .rests:
            log.warning(
                "Redis at \(server) is not asked for a second: half of what it was asked failed", metadata: fields)
        case .answers: log.info("Redis at \(server) answers again", metadata: fields)
        case .refuses(let code):
            log.warning("Redis at \(server) refuses commands: \(code)", metadata: fields)
        }
    }
}
