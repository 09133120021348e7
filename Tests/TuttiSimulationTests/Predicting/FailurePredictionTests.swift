import Testing
import TuttiJSON
import TuttiPlan
import TuttiResilience
import TuttiSimulation

/// What is said of a call's failure; that it is so is what ExplanationIsTrueTests is for.
struct FailurePredictionTests {
    /// What is said of the first call.
    private static func failure(_ text: String) throws -> CallFailure {
        let plan = try TestBench("endpoint: GET /x/{id}\n" + text).plan
        return try #require(EndpointExplanation(0, in: plan)?.calls.first).failure
    }

    private static func problem(_ text: String) throws -> [CallFailure.ProblemStatus] {
        guard case .problem(let statuses) = try failure(text).response else { return [] }
        return statuses
    }

    private static func text(_ section: CallFailure.Section) -> String {
        guard case .value(let value) = section.content else { return "\(section.pointer) computed" }
        var writer = JSONWriter()
        writer.write(value)
        let fallback = section.showsFallback ? " fallback" : ""
        return "\(section.pointer) \(String(decoding: writer.bytes, as: UTF8.self))\(fallback)"
    }

    private static let required = """
        calls:
          a: { service: users, get: "/a/{path.id}", required: true }

        """

    @Test func eachWayToFailHasItsStatus() throws {
        let statuses = try Self.problem(Self.required)
        #expect(statuses.map(\.status) == [400, 401, 402, 403, 404, 409, 410, 412, 422, 429, 502, 503, 504])
        #expect(statuses.first?.isForClientsMistake == true)
        #expect(statuses.first { $0.status == 404 }?.serviceStatuses == [404])
        #expect(statuses.first { $0.status == 503 }?.reasons == [.breakerOpen, .overloaded])
        #expect(statuses.first { $0.status == 504 }?.reasons == [.timeout])
        let rest = try #require(statuses.first { $0.status == 502 })
        #expect(rest.isForOtherStatuses)
        #expect(rest.reasons == [.connect, .dns, .tls, .reset, .badResponse, .invalidJSON, .tooLarge, .expression])
    }

    /// A named value that is made of the request alone is the client's as the request is.
    @Test(arguments: [
        ("id: path.id", "get: \"/a/{id}\"", true),
        ("n: to_number(query.n)", "post: /a, body: { n: n }", true),
        ("n: to_number(query.n)\n  m: n", "post: /a, body: { n: m }", true),
        ("n: path.id", "post: /a, body: { n: n }", false), ("n: now()", "get: \"/a/{n}\"", false),
    ])
    func namedValuesOfTheRequestAreTheClients(value: String, call: String, isClients: Bool) throws {
        let statuses = try Self.problem(
            "let:\n  \(value)\ncalls:\n  a: { service: users, \(call), required: true }\n")
        #expect(statuses.contains(where: \.isForClientsMistake) == isClients)
    }

    @Test func theEndpointsStatusesGoFirst() throws {
        let statuses = try Self.problem(
            "status: { a: { 404: 410, 418: 404, timeout: 503, status: 500, expression: 422 } }\n" + Self.required)
        #expect(statuses.first { $0.status == 410 }?.serviceStatuses == [404])
        #expect(statuses.first { $0.status == 404 }?.serviceStatuses == [418])
        #expect(statuses.first { $0.status == 500 }?.isForOtherStatuses == true)
        #expect(statuses.first { $0.status == 503 }?.reasons == [.timeout, .breakerOpen, .overloaded])
        #expect(statuses.first { $0.status == 422 }?.isForClientsMistake == true)
        // Where `status` has one for all, none is passed on.
        #expect(!statuses.contains { $0.status == 401 })
    }

    /// A call fails, is skipped or has no right as it does when it is made: by which of its values can't be computed.
    @Test(arguments: [
        ("get: \"/b/{n}\"", CallFailure.Ending.failed), ("get: \"/b/{n}\", when: a != null", .skipped),
        ("get: /b, when: n", .failed), ("get: \"/b/{n}\", needs: n", .skipped),
        ("get: /b, when: { if: a != null, else: n }", .failed), ("get: /b, when: { if: a == null, else: n }", nil),
    ])
    func aValueThatCannotBeComputedFailsWhatReadsIt(call: String, ending: CallFailure.Ending?) throws {
        let failure = try Self.failure(
            """
            calls:
              a: { service: users, get: "/a/{path.id}" }
              b: { service: users, \(call) }
              c: { service: users, get: /c }
            let: { n: "length(a || `1`)" }
            response: [a, b, c]
            """)
        #expect(failure.dependents.map(\.ending) == [ending].compactMap(\.self))
    }

    @Test func whatIsAcceptedIsNoFailure() throws {
        let statuses = try Self.problem(
            """
            calls:
              a: { service: users, get: "/a/{path.id}", required: true, accept: [2xx, 401, { 404: null }] }
            """)
        #expect(!statuses.contains { $0.status == 401 || $0.status == 404 })
    }

    @Test func whatReadsItFailsWithItAndWhatCopesDoesNot() throws {
        let failure = try Self.failure(
            """
            status: { partial: 206 }
            calls:
              a: { service: users, get: "/a/{path.id}" }
              b: { service: users, get: "/b/{a.id}" }
              c: { service: users, get: "/c/{b.id}", otherwise: [] }
              d: { service: users, get: "/d/{a.id || 'none'}" }
              e: { service: users, get: "/e/{c.id || 'none'}" }
              f: { service: users, get: /f, when: a }
              g: { service: users, get: /g, when: a != null }
            response: { a: a.name, b: b, c: c.items, d: d, e: e, f: f, g: g, either: a || d }
            """)
        #expect(failure.response == .composition(status: 206))
        #expect(failure.ending == .failed)
        #expect(
            failure.dependents == [
                .init(call: 1, ending: .failed, reason: .dependency),
                .init(call: 2, ending: .fallback, reason: .dependency),
                .init(call: 5, ending: .failed, reason: .dependency),
                .init(call: 6, ending: .skipped, reason: nil),
            ])
        #expect(failure.copes == [3])
        #expect(failure.readsFallback == [4])
        #expect(
            failure.sections.map(Self.text) == [
                "/a null", "/either computed", "/b null", "/c [] fallback", "/f null", "/g null",
            ])
    }

    @Test func anEachOfAnEmptyFallbackAsksForNothing() throws {
        let failure = try Self.failure(
            """
            calls:
              a: { service: users, get: "/a/{path.id}", otherwise: [] }
              b: { service: users, get: "/b/{each}", each: "a[].id", batch: 10, key: id }
              c: { service: users, get: "/c/{b.x.id}" }
            """)
        #expect(failure.asksNothing == [1])
        #expect(failure.dependents == [.init(call: 2, ending: .failed, reason: .expression)])
        #expect(failure.sections.map(\.pointer.description) == ["/a", "/b", "/c"])
    }

    @Test func aRequiredCallThatReadsItMakesAProblemOfIt() throws {
        let statuses = try Self.problem(
            """
            status: { a: { timeout: 500 }, b: { timeout: 501 } }
            calls:
              a: { service: users, get: "/a/{path.id}" }
              b: { service: users, get: "/b/{a.id}", required: true }
            """)
        #expect(statuses.first { $0.reasons == [.timeout] }?.status == 500)
    }

    @Test func aRequiredCallThatCannotBeMadeWithAFallbackMakesAProblemOfItsOwn() throws {
        let failure = try Self.failure(
            """
            status: { b: { expression: 500 } }
            calls:
              a: { service: users, get: "/a/{path.id}", otherwise: {} }
              b: { service: users, get: "/b/{a.id}", required: true }
            """)
        #expect(failure.response == .problem([.init(status: 500, reasons: [.expression])]))
        #expect(failure.ending == .fallback)
        #expect(failure.dependents == [.init(call: 1, ending: .failed, reason: .expression)])
    }

    @Test func theOnlyCallIsRequired() throws {
        let statuses = try Self.problem("calls: { a: { service: users, get: \"/a/{path.id}\" } }")
        #expect(statuses.first { $0.reasons == [.timeout] }?.status == 504)
    }

    @Test func staleAndPartsAreSaid() throws {
        let failure = try Self.failure(
            """
            status: { partial: 206 }
            calls:
              a: { service: users, get: "/a/{each}", each: "[path.id]", otherwise: [{ stale: 10m }, 0] }
              b: { service: users, get: /b }
            """)
        #expect(failure.stale == CallFailure.Stale(atMost: .seconds(600), status: 206))
        #expect(failure.inPart == 206)
        let one = try Self.failure(
            """
            calls:
              a: { service: users, get: "/a?ids={each}", each: "[path.id]", batch: 100 }
              b: { service: users, get: /b }
            """)
        #expect(one.stale == nil)
        #expect(one.inPart == nil)
    }

    /// The time of day and the client's request can be anything.
    @Test(arguments: ["[a, now()]", "a || path.id", "meta.a.reason == 'reset'", "meta.a", "[a, b]"])
    func whatIsNotKnownIsNotSaid(section: String) throws {
        let failure = try Self.failure(
            """
            calls:
              a: { service: users, get: "/a/{path.id}" }
              b: { service: users, get: /b }
            response: { a: "\(section)", b: b }
            """)
        #expect(failure.sections.map(Self.text) == ["/a computed"])
    }

    @Test func whatTheEndpointSaysOfADependencyGoesFirst() throws {
        let statuses = try Self.problem(
            """
            status: { b: { dependency: 424 }, a: { 404: 410 } }
            calls:
              a: { service: users, get: /a }
              b: { service: users, get: "/b/{a.id}", required: true }
            """)
        #expect(statuses.map(\.status) == [424])
        #expect(statuses.first?.isForOtherStatuses == true)
        #expect(statuses.first?.reasons.contains(.timeout) == true)
    }
}
