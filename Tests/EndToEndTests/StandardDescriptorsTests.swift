import ChildProcess
import Foundation
import Synchronization
import Testing

/// Standard input, output and error of a gateway, whatever becomes of them: it serves on.
@Suite(.timeLimit(.minutes(10))) struct StandardDescriptorsTests {
    private static func folder() throws -> TemporaryFolder {
        try TemporaryFolder([
            "gateway.yaml":
                "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\nservices: { nobody: { instances: [http://127.0.0.1:1] } }\n",
            "hello.yaml":
                "endpoint: GET /hello\ncalls: { hello: { service: nobody, get: /x, otherwise: \"'world'\" } }\n",
        ])
    }

    /// A gateway whose standard output and error are pipes of the test.
    private final class Piped: Sendable {
        let output: ChildPipe
        let errors: ChildPipe
        let process: ChildProcess
        private let folder: TemporaryFolder

        init(_ folder: TemporaryFolder, port: Int) throws {
            self.folder = folder
            output = try ChildPipe()
            errors = try ChildPipe()
            process = try ChildProcess(
                RunningProgram.path(of: "tutti"),
                ["serve", folder.url.path, "--listen", "127.0.0.1:\(port)", "--admin", "127.0.0.1:\(port + 1)"],
                output: output.writing, errors: errors.writing)
            output.closeWriting()
            errors.closeWriting()
        }
    }

    enum Reader: CaseIterable, Sendable {
        case ofOutput
        case ofErrors
        case ofBoth
    }

    @Test(arguments: zip(Reader.allCases, [17310, 17320, 17330]))
    func aReaderThatGoesAwayEndsNothing(reader: Reader, port: Int) async throws {
        let gateway = try Piped(try Self.folder(), port: port)
        try await Self.untilReady(admin: port + 1) { gateway.process.exitCode == nil }
        if reader != .ofErrors { close(gateway.output.reading) }
        if reader != .ofOutput { close(gateway.errors.reading) }
        for _ in 0..<3 {
            #expect(try await HTTPConnection.get(port: port, "/hello").body == #"{"hello":"world"}"#)
            #expect(try await HTTPConnection.reload(port: port + 1).status == 200)
        }
        if reader != .ofErrors {
            try await Self.untilMetrics(admin: port + 1, have: "tutti_access_log_dropped_lines_total 3\n")
        }
        gateway.process.signal(SIGTERM)
        #expect(await Self.exitCode(of: gateway.process) == 0)
        if reader == .ofErrors { close(gateway.output.reading) }
        if reader == .ofOutput { close(gateway.errors.reading) }
    }

    /// The first socket, or the epoll set, would get the number, and lines of the log with it.
    @Test(arguments: zip(["<&-", ">&-", "2>&-", "<&- >&- 2>&-"], [[0], [1], [2], [0, 1, 2]]))
    func whatIsClosedAtTheStartLeadsNowhere(redirections: String, closed: [Int]) async throws {
        let folder = try Self.folder()
        let port = 17340 + 10 * closed.count + 2 * (closed.first ?? 0)
        let gateway = try RunningProgram(
            "tutti",
            shell:
                "exec \"$0\" serve \(folder.url.path) --listen 127.0.0.1:\(port) --admin 127.0.0.1:\(port + 1) \(redirections)"
        )
        try await Self.untilReady(admin: port + 1) { gateway.isRunning }
        for descriptor in closed {
            let place = try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(gateway.identifier)/fd/\(descriptor)")
            #expect(place == "/dev/null")
        }
        for _ in 0..<3 { #expect(try await HTTPConnection.get(port: port, "/hello").status == 200) }
        #expect(try await HTTPConnection.reload(port: port + 1).status == 200)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        #expect(gateway.output.split(separator: "\n").count == (closed.contains(1) ? 0 : 3))
        if !closed.contains(2) { _ = try #require(gateway.messages.last) }
    }

    @Test func aDiskWithoutRoomCostsLinesAndNothingElse() async throws {
        let folder = try Self.folder()
        let gateway = try RunningProgram("tutti", shell: "exec \"$0\" serve \(folder.url.path) >/dev/full")
        let (port, admin) = try await gateway.ports()
        for _ in 0..<5 { #expect(try await HTTPConnection.get(port: port, "/hello").status == 200) }
        try await Self.untilMetrics(admin: admin, have: "tutti_access_log_dropped_lines_total 5\n")
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        #expect(
            gateway.messages.contains { ($0["message"] as? String)?.hasPrefix("5 lines of the access log") == true })
    }

    /// SIGXFSZ would end it, with a core dump.
    @Test func aFileAtItsLimitCostsLinesAndNothingElse() async throws {
        let folder = try Self.folder()
        let log = folder.url.path + "/access.log"
        let gateway = try RunningProgram(
            "tutti", shell: "ulimit -f 2; exec \"$0\" serve \(folder.url.path) >\(log)")
        let (port, admin) = try await gateway.ports()
        for _ in 0..<20 { #expect(try await HTTPConnection.get(port: port, "/hello").status == 200) }
        try await eventually("lines are dropped") {
            try await !HTTPConnection.get(port: admin, "/metrics").body
                .contains("tutti_access_log_dropped_lines_total 0\n")
        }
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        #expect(try String(contentsOfFile: log, encoding: .utf8).utf8.count == 1024)
    }

    /// Signals that mean nothing here, as one that a log rotation sends.
    @Test func otherSignalsAreNoReasonToEnd() async throws {
        let folder = try Self.folder()
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, _) = try await gateway.ports()
        for number in [SIGPIPE, SIGUSR1, SIGUSR2, SIGXFSZ] { gateway.signal(number) }
        #expect(try await HTTPConnection.get(port: port, "/hello").status == 200)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
    }

    /// As in `tutti check | head -1`.
    @Test(arguments: [
        ["check", "compositions"], ["explain", "compositions"], ["openapi", "compositions"], ["test", "compositions"],
        ["schema", "gateway"], ["--help"],
    ])
    func aCommandWhoseReaderIsGoneEndsQuietly(arguments: [String]) async throws {
        let (output, errors) = (try ChildPipe(), try ChildPipe())
        close(output.reading)
        let process = try ChildProcess(
            RunningProgram.path(of: "tutti"), arguments, in: RunningProgram.packageFolder.path, output: output.writing,
            errors: errors.writing)
        output.closeWriting()
        errors.closeWriting()
        let text = Mutex("")
        errors.readToEnd { bytes in
            text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        } ended: {
            text.withLock { $0 += "." }
        }
        #expect(await Self.exitCode(of: process) == 0)
        try await eventually("standard error has ended") { text.withLock { $0.hasSuffix(".") } }
        #expect(text.withLock { $0 } == ".")
    }

    @Test func whatCannotBeWrittenIsSaid() async throws {
        let program = try RunningProgram("tutti", shell: "exec \"$0\" openapi compositions >/dev/full")
        #expect(try await program.exitCode() == 2)
        #expect(program.errors == "tutti: can't write to standard output: No space left on device\n")
    }

    private static func untilReady(admin: Int, while isRunning: () -> Bool) async throws {
        try await eventually("it is ready") {
            try #require(isRunning())
            return (try? await HTTPConnection.get(port: admin, "/readyz").status) == 200
        }
    }

    private static func untilMetrics(admin: Int, have line: String) async throws {
        try await eventually("metrics have \(line)") {
            try await HTTPConnection.get(port: admin, "/metrics").body.contains(line)
        }
    }

    private static func exitCode(of process: ChildProcess) async -> Int32 {
        while true {
            if let code = process.exitCode { return code }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}
