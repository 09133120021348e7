import CCurl
import HTTPTypes
import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct PhaseTests {
    /// What may go wrong before anything is sent, or after.
    enum Course: CaseIterable {
        case nameDoesNotResolve, originIsNoAddress, connectionIsRefused, connectTimesOut, deadlineWhileConnecting
        case deadlineHasPassed, handshakeFails, handshakeNeverEnds, targetIsNoPath, canceledBefore, transportStopped
        case hangs, closesAfterReading, closesWithoutReading, closesReusedConnection, answersNonsense, answersTooMuch
        case stopsWithinBody, canceledWhileHanging

        var phase: UpstreamFailure.Phase {
            switch self {
            case .nameDoesNotResolve, .originIsNoAddress, .connectionIsRefused, .connectTimesOut,
                .deadlineWhileConnecting, .deadlineHasPassed, .handshakeFails, .handshakeNeverEnds, .targetIsNoPath,
                .canceledBefore, .transportStopped:
                .connecting
            case .hangs, .closesAfterReading, .closesWithoutReading, .closesReusedConnection, .answersNonsense,
                .answersTooMuch, .stopsWithinBody, .canceledWhileHanging:
                .exchanging
            }
        }
    }

    // A call whose failure says `connecting` is made again elsewhere, a payment too: it must be certain.
    @Test(arguments: Course.allCases, [HTTPRequest.Method.get, .post])
    func phaseSaysWhetherAnythingWasSent(course: Course, method: HTTPRequest.Method) async throws {
        try await withServer { connection in
            if course == .handshakeNeverEnds { return connection.waitForClose() }
            if course == .handshakeFails {
                connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
                return connection.waitForClose()
            }
            if course == .closesWithoutReading { return }
            if course == .closesReusedConnection {
                guard connection.readRequest() != nil else { return }
                connection.respond("ok")
            }
            guard connection.readRequest() != nil else { return }
            switch course {
            case .hangs, .canceledWhileHanging: connection.waitForClose()
            case .answersNonsense: connection.write("nonsense\r\n\r\n")
            case .answersTooMuch: connection.respond(String(repeating: "x", count: 2_000))
            case .stopsWithinBody: connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1")
            default: break
            }
        } _: { transport, server in
            let failure = try await Self.failure(of: course, method, transport, server)
            #expect(failure?.phase == course.phase, "\(String(describing: failure))")
            // The claim against what the service has seen.
            if course.phase == .connecting { #expect(server.requests.isEmpty) }
        }
    }

    private static func failure(
        of course: Course, _ method: HTTPRequest.Method, _ transport: CurlTransport, _ server: ScriptedServer
    ) async throws -> UpstreamFailure? {
        let body: [UInt8]? = method == .post ? [1, 2, 3] : nil
        func call(
            _ scheme: UpstreamOrigin.Scheme = .http, host: String = "127.0.0.1", port: Int, connectTimeout: TimeSpan
        ) -> AddressedCall {
            AddressedCall(
                origin: UpstreamOrigin(scheme: scheme, host: host, port: port), method: method,
                connectTimeout: connectTimeout, maximumResponseBytes: 1_000)
        }
        let plain = call(port: server.port, connectTimeout: .seconds(5))
        switch course {
        case .nameDoesNotResolve:
            let host = String(repeating: "x", count: 64) + ".invalid"
            return await transport.send(call(host: host, port: 80, connectTimeout: .seconds(5)), body: body).failure
        case .originIsNoAddress:
            return await transport.send(call(port: 0, connectTimeout: .seconds(5)), body: body).failure
        case .connectionIsRefused:
            let closed = try ScriptedServer { _ in }
            closed.close()
            return await transport.send(call(port: closed.port, connectTimeout: .seconds(5)), body: body).failure
        case .connectTimesOut, .deadlineWhileConnecting:
            let full = try FullListener()
            defer { full.close() }
            let isOwnLimit = course == .connectTimesOut
            let limit = TimeSpan.milliseconds(isOwnLimit ? 50 : 5_000)
            return await transport.send(
                call(port: full.port, connectTimeout: limit), body: body,
                within: .milliseconds(isOwnLimit ? 5_000 : 50)
            ).failure
        case .deadlineHasPassed:
            return await transport.send(plain, body: body, within: .zero).failure
        case .handshakeFails, .handshakeNeverEnds:
            let secure = call(.https, port: server.port, connectTimeout: .seconds(5))
            let time = TimeSpan.milliseconds(course == .handshakeFails ? 5_000 : 100)
            return await transport.send(secure, body: body, within: time).failure
        case .targetIsNoPath:
            return await transport.send(plain, "payments", body: body).failure
        case .canceledBefore:
            return await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await transport.send(plain, body: body).failure
            }.value
        case .transportStopped:
            await transport.shutDown()
            return await transport.send(plain, body: body).failure
        case .hangs:
            return await transport.send(plain, body: body, within: .milliseconds(300)).failure
        case .canceledWhileHanging:
            let task = Task { await transport.send(plain, body: body).failure }
            #expect(await eventually { server.requests.count == 1 })
            task.cancel()
            return await task.value
        case .closesReusedConnection:
            // A GET would be sent again and answered.
            let once = server.call(.post, maximumResponseBytes: 1_000)
            #expect(await transport.send(once, body: [1]).text == "ok")
            return await transport.send(once, body: [1]).failure
        case .closesAfterReading, .closesWithoutReading, .answersNonsense, .answersTooMuch, .stopsWithinBody:
            return await transport.send(plain, body: body).failure
        }
    }

    // The callback that decides is libcurl's: it's called before the first byte, and the codes say nothing of it.
    @Test(arguments: [
        CURLE_OPERATION_TIMEDOUT, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_SEND_ERROR, CURLE_RECV_ERROR,
        CURLE_GOT_NOTHING, CURLE_COULDNT_RESOLVE_HOST, CURLE_OUT_OF_MEMORY,
    ])
    func codeDoesNotDecideThePhase(code: CURLcode) {
        let addressed = FailureTests.call(host: "a", port: 1)
        let call = CurlCall(addressed.call, configuration: CurlTransportConfiguration())
        for phase in [UpstreamFailure.Phase.connecting, .exchanging] {
            let failure = UpstreamFailure(
                curl: code, call: call, origin: addressed.instance.origin,
                course: UpstreamFailure.Course(phase: phase), isPastDeadline: true)
            #expect(failure.phase == phase)
        }
    }
}
