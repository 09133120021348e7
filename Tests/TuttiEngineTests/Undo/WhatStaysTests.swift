import HTTPTypes
import Testing
import TuttiEngine
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// Of endpoints with `idempotency`: what a request has done that keeps it from being served once more.
struct WhatStaysTests {
    private static func stays(
        _ a: String, keys: String = "idempotency: true\n", b: String = "required: true",
        _ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse?
    ) throws -> Bool {
        let composing = try Composing(
            "endpoint: POST /x\n\(keys)calls:\n  a: { service: users, \(a) }\n  b: { service: orders, put: /b, after: a, \(b) }\n"
        ) { script($0) ?? .body("1") }
        let response = try composing.response(.post("[1, 2]"))
        return response.calls.contains(where: \.stays)
    }

    @Test(arguments: [
        ("post: /a", true), ("patch: /a", true), ("post: /a, idempotency: request", true),
        ("post: \"/a/{each}\", each: body", true), ("post: /a, undo: { delete: /a, when: body == `1` }", true),
        ("put: /a", false), ("delete: /a", false), ("post: /a, safe: true", false),
        ("post: /a, idempotency: client", false), ("post: /a, when: body == `1`", false),
        ("post: /a, undo: { delete: /a }", false), ("put: /a, undo: { delete: /a }", false),
    ])
    func whatWasDoneAndNotTakenBackStays(call: String, stays: Bool) throws {
        let isFailing: @Sendable (ScriptedCall) -> ScriptedResponse? = {
            $0.name == "b" ? .body("", status: 503) : nil
        }
        #expect(try Self.stays(call, isFailing) == stays)
    }

    @Test(arguments: [
        (ScriptedResponse.failure(.reset), true), (.body("", status: 500), true), (.body("", status: 408), true),
        (.body("{", status: 200), true), (.never, true),
        (.result(.failure(UpstreamFailure(.connect, "refused", phase: .connecting))), false),
        (.body("", status: 404), false),
    ])
    func soDoesWhatMayHaveBeenDone(response: ScriptedResponse, stays: Bool) throws {
        #expect(try Self.stays("post: /a, required: true, timeout: 50ms") { $0.name == "a" ? response : nil } == stays)
    }

    /// A person mends it meanwhile.
    @Test func soDoesWhatCouldNotBeTakenBackWhateverItsMethod() throws {
        #expect(
            try Self.stays("put: /a, undo: { delete: /a, retry: false }") { call in
                call.name == "b" || call.name == "a.undo" ? .body("", status: 503) : nil
            })
    }

    @Test func whereNobodyAsksForKeysNothingIsNoted() throws {
        #expect(try !Self.stays("post: /a", keys: "") { $0.name == "b" ? .body("", status: 503) : nil })
    }
}
