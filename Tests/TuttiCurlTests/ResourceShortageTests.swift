import CCurl
import Foundation
import Synchronization
import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct ResourceShortageTests {
    @Test(arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, 0])
    func connectErrorIsTheServicesUnlessThisSideLacksSomething(error: Int32) {
        let addressed = FailureTests.call(host: "a", port: 80)
        let call = CurlCall(addressed.call, configuration: CurlTransportConfiguration())
        let failure = UpstreamFailure(
            curl: CURLE_COULDNT_CONNECT, call: call, origin: addressed.instance.origin,
            course: UpstreamFailure.Course(phase: .connecting, systemError: error), isPastDeadline: false)
        let isShortage = [EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL].contains(error)
        #expect(failure.reason == (isShortage ? .overloaded : .connect))
        #expect(failure.phase == .connecting)
    }

    @Test(arguments: [(true, UpstreamFailure.Reason.tooLarge), (false, .overloaded)])
    func lackOfMemoryWithinAHeaderIsALongLine(isInHeader: Bool, reason: UpstreamFailure.Reason) {
        let addressed = FailureTests.call(host: "a", port: 80)
        let call = CurlCall(addressed.call, configuration: CurlTransportConfiguration())
        let failure = UpstreamFailure(
            curl: CURLE_OUT_OF_MEMORY, call: call, origin: addressed.instance.origin,
            course: UpstreamFailure.Course(phase: .exchanging, isInHeader: isInHeader), isPastDeadline: false)
        #expect(failure.reason == reason)
    }

    @Test func sameIsNotSaidAgainForTenSeconds() {
        var want = ResourceShortage()
        let failure = UpstreamFailure(.overloaded, "x")
        func said(at seconds: Int64) -> String? { want.message(of: failure, now: .zero + .seconds(seconds)) }
        #expect(said(at: 1) == "the gateway had no room for calls: x")
        #expect(said(at: 2) == nil)
        #expect(said(at: 10) == nil)
        #expect(said(at: 11) == "the gateway had no room for calls: x (2 more calls since this was last said)")
        #expect(said(at: 21) == "the gateway had no room for calls: x")
    }

    /// Descriptors behind the ceiling are for others, though there are some.
    @Test func callThatWouldTakeTheDescriptorOfOthersIsOverloaded() async throws {
        var configuration = CurlTransportConfiguration(name: "test")
        configuration.descriptorCeiling = 3
        let server = try ScriptedServer { $0.serve() }
        let failure = try await withTransport(configuration) { await $0.send(server.call()).failure }
        server.close()
        #expect(failure?.reason == .overloaded)
        #expect(failure?.phase == .connecting)
    }

    /// In a process of its own, because the limit holds for all of it.
    @Test func callWithoutADescriptorIsOverloadedAndSaidOnce() async {
        await #expect(processExitsWith: .success) {
            let said = Mutex<[String]>([])
            var configuration = CurlTransportConfiguration(name: "test")
            configuration.onShortage = { message in said.withLock { $0.append(message) } }
            let server = try ScriptedServer { $0.serve() }
            let failures = try await withTransport(configuration) { transport in
                var limit = rlimit()
                getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
                let before = limit.rlim_cur
                limit.rlim_cur = 64
                setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
                var taken: [Int32] = []
                while let next = Optional(dup(0)), next >= 0 { taken.append(next) }
                var failures: [UpstreamFailure?] = []
                for host in ["127.0.0.1", "localhost", "not-in-the-hosts-file.invalid"] {
                    let call = FailureTests.call(host: host, port: server.port)
                    failures.append(await transport.send(call).failure)
                }
                for descriptor in taken { close(descriptor) }
                // It ends with the want.
                limit.rlim_cur = before
                setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
                guard await transport.send(server.call()).text == "ok" else { exit(2) }
                return failures
            }
            server.close()
            print(failures)
            guard failures.allSatisfy({ $0?.reason == .overloaded && $0?.phase == .connecting }) else { exit(3) }
            let lines = said.withLock { $0 }
            print(lines)
            guard
                lines == [
                    "the gateway had no room for calls: no connection to http://127.0.0.1:\(server.port): "
                        + "Too many open files"
                ]
            else { exit(4) }
        }
    }
}
