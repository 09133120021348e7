internal import ArgumentParser
internal import Glibc
internal import Logging
internal import TuttiComposition
internal import TuttiPlan
internal import TuttiServer

/// The logs of a gateway that serves: messages on standard error, the access log on standard output.
struct GatewayLog: Sendable {
    /// What the gateway itself has to say.
    let logger: Logger
    /// What writes the access log.
    let access: LogWriter

    /// What writes messages, where another one writes the access log.
    var ownMessages: LogWriter? { messages === access ? nil : messages }

    /// What writes messages.
    let messages: LogWriter
    private let format: MessageLog.Format

    /// A log in the format that was asked for, or else in the one that suits who reads it.
    init(format: MessageLog.Format?, level: Logger.Level) {
        let messages = LogWriter(descriptor: STDERR_FILENO)
        let format = format ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        self.messages = messages
        self.format = format
        // One writer for one file: no line cuts into another.
        access = StandardDescriptors.areOne ? messages : LogWriter(descriptor: STDOUT_FILENO)
        logger = Logger(label: "tutti") { _ in MessageLog(writer: messages, format: format, level: level) }
    }

    /// Says what is to be said of the files: as `tutti check` does, or a message each.
    func report(_ result: LoadResult, in compositions: FolderArgument) {
        guard !result.diagnostics.isEmpty else { return }
        if format == .text {
            let level: Logger.Level = result.plan == nil ? .error : .warning
            guard logger.logLevel <= level else { return }
            return messages.write(Terminal.error.text(of: result, in: compositions))
        }
        for diagnostic in result.diagnostics {
            var fields: Logger.Metadata = [
                "code": "\(diagnostic.code.rawValue)", "file": "\(compositions.prefix)\(diagnostic.position.file)",
                "line": .stringConvertible(diagnostic.position.line),
                "column": .stringConvertible(diagnostic.position.column),
            ]
            if let help = diagnostic.help { fields["help"] = "\(help)" }
            logger.log(
                level: diagnostic.severity == .error ? .error : .warning, "\(diagnostic.message)", metadata: fields)
        }
    }

    /// Says that the gateway serves, and where.
    func started(_ plan: GatewayPlan, folder: String, server: GatewayServer, isWatching: Bool) {
        let routeCount = plan.routes.isEmpty ? "" : " and " + LoadResult.count(plan.routes.count, "route")
        let summary = "serving \(LoadResult.count(plan.endpoints.count, "endpoint"))\(routeCount) of \(folder)"
        let addresses = server.listenAddresses
        guard format == .text else {
            var fields: Logger.Metadata = [
                "listen": "\(addresses.map(\.description).joined(separator: ", "))",
                "endpoints": .array(plan.endpoints.map { .string($0.name) }),
            ]
            if !plan.routes.isEmpty { fields["routes"] = .array(plan.routes.map { .string($0.name) }) }
            if let admin = server.adminAddress { fields["admin"] = "\(admin)" }
            return logger.info("\(summary)", metadata: fields)
        }
        guard logger.logLevel <= .info else { return }
        var lines = ["tutti: \(summary)"]
        let served = plan.endpoints.map { ($0.name, $0.summary) } + plan.routes.map { ($0.name, $0.summary) }
        let width = served.map(\.0.count).max() ?? 0
        for (name, summary) in served {
            lines.append("  \(name)\(String(repeating: " ", count: width - name.count))  \(summary ?? "")")
        }
        for (address, listener) in zip(addresses, server.configuration.listeners) {
            lines.append("  clients connect to  \(Self.place(address, scheme: listener.tls == nil ? "http" : "https"))")
        }
        if let admin = server.adminAddress { lines.append("  health and metrics  \(Self.place(admin))") }
        if isWatching { lines.append("  files that change are read anew, as on SIGHUP") }
        messages.write(lines.joined(separator: "\n"))
    }

    /// `http://127.0.0.1:8080`, or the path of a socket in the file system with what is spoken there.
    private static func place(_ address: ListenAddress, scheme: String = "http") -> String {
        address.path == nil ? "\(scheme)://\(address)" : "\(address) (\(scheme))"
    }

    /// Waits until everything is written, or given up.
    func finish() async {
        await access.flush()
        await messages.flush()
    }
}
