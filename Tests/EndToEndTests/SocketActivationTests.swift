import Foundation
import NIOHTTP1
import Testing

/// Sockets that a service manager passes, as systemd does: from descriptor 3 on, with variables that say so.
@Suite(.timeLimit(.minutes(10))) struct SocketActivationTests {
    /// Binds sockets, hands each its name, and becomes the gateway; prints the ports.
    private static let activation = """
        import os, socket, sys
        names, program = sys.argv[1].split(':'), sys.argv[2:]
        sockets = []
        for name in names:
            if name.startswith('/'):
                bound = socket.socket(socket.AF_UNIX)
                bound.bind(name)
            else:
                bound = socket.socket()
                bound.bind(('127.0.0.1', 0))
                print(bound.getsockname()[1], flush=True)
            bound.listen()
            sockets.append(bound)
        # Out of the way of the numbers that they are to have.
        high = [os.dup2(bound.fileno(), 100 + index) for index, bound in enumerate(sockets)]
        for index, number in enumerate(high):
            os.dup2(number, 3 + index)
            os.set_inheritable(3 + index, True)
            os.close(number)
        environment = dict(os.environ, LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(names)), LISTEN_FDNAMES=':'.join(names))
        if os.environ.get('WRONG_PID'): environment['LISTEN_PID'] = '1'
        os.execve(program[0], program, environment)
        """

    private func start(
        _ names: [String], gateway: String, environment: String = ""
    ) async throws -> (program: RunningProgram, folder: TemporaryFolder) {
        let folder = try TemporaryFolder([
            "activate.py": Self.activation, "gateway.yaml": gateway + "\nservices: {}\n",
            "a.yaml": "route: GET /a\nrespond: { body: \"'yes'\" }\n",
        ])
        let path = folder.url.path
        let program = try RunningProgram(
            "tutti",
            shell:
                "\(environment) exec /usr/bin/python3 \(path)/activate.py '\(names.joined(separator: ":"))' \"$0\" serve \(path) --workers 2 --no-access-log"
        )
        return (program, folder)
    }

    @Test func aListenerTakesTheSocketOfItsName() async throws {
        let (gateway, folder) = try await start(
            ["web", "admin"],
            gateway: """
                listen: { address: 127.0.0.1:1, socket-name: web }
                admin: 127.0.0.1:2
                """)
        let (port, admin) = try await gateway.ports()
        let passed = gateway.output.split(separator: "\n").compactMap { Int($0) }
        #expect([port, admin] == passed)
        #expect(try await HTTPConnection.get(port: port, "/a").body == "\"yes\"")
        #expect(try await HTTPConnection.get(port: admin, "/readyz").status == 200)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        withExtendedLifetime(folder) {}
        #expect(!gateway.errors.contains("is closed"), "\(gateway.errors)")
    }

    @Test func aListenerTakesTheSocketThatIsBoundToItsAddressAndLeavesItsFile() async throws {
        let place = try TemporaryFolder([:])
        let path = place.url.path + "/t.sock"
        let (gateway, folder) = try await start([path], gateway: "listen: unix:\(path)")
        #expect(try await gateway.message("serving ")["listen"] as? String == "unix:\(path)")
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        withExtendedLifetime(folder) {}
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test func whatNoListenerTakesIsSaid() async throws {
        let (gateway, folder) = try await start(["other"], gateway: "listen: 127.0.0.1:0")
        let warning = try await gateway.message("the socket other was passed, and no listener is for it")
        #expect(warning["level"] as? String == "warning")
        let (port, _) = try await gateway.ports()
        #expect(try await HTTPConnection.get(port: port, "/a").status == 200)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        withExtendedLifetime(folder) {}
    }

    @Test func socketsForAnotherProcessAreNotTaken() async throws {
        let (gateway, folder) = try await start(
            ["web"], gateway: "listen: { address: 127.0.0.1:0, socket-name: web }", environment: "WRONG_PID=1")
        let (port, _) = try await gateway.ports()
        #expect(gateway.output.split(separator: "\n").compactMap { Int($0) } != [port])
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        withExtendedLifetime(folder) {}
    }

    /// Starts the gateway, is told that it is ready, ends it, and is told so.
    private static let manager = """
        import os, signal, socket, subprocess, sys
        place = sys.argv[1]
        told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        told.bind(chr(0) + place[1:] if place.startswith('@') else place)
        gateway = subprocess.Popen(sys.argv[2:], env=dict(os.environ, NOTIFY_SOCKET=place), stderr=subprocess.DEVNULL)
        for number in [signal.SIGHUP, signal.SIGTERM, None]:
            print(told.recv(100).decode().splitlines()[0], flush=True)
            if number == signal.SIGTERM: print(told.recv(100).decode(), flush=True)
            if number: gateway.send_signal(number)
        sys.exit(gateway.wait())
        """

    @Test(arguments: [true, false]) func theManagerIsToldWhatTheGatewayDoes(isAbstract: Bool) async throws {
        let folder = try TemporaryFolder([
            "manager.py": Self.manager, "gateway.yaml": "listen: 127.0.0.1:0\nservices: {}\n",
            "a.yaml": "route: GET /a\nrespond: { body: \"'yes'\" }\n",
        ])
        let path = folder.url.path
        let place = isAbstract ? "@\(path)/told" : "\(path)/told"
        let manager = try RunningProgram(
            "tutti", shell: "exec /usr/bin/python3 \(path)/manager.py \(place) \"$0\" serve \(path)")
        #expect(try await manager.exitCode() == 0, "\(manager.errors)")
        #expect(manager.output == "READY=1\nRELOADING=1\nREADY=1\nSTOPPING=1\n")
        withExtendedLifetime(folder) {}
    }
}
