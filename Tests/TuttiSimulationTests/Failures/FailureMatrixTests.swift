import Testing
import TuttiPlan
import TuttiSimulation

/// `tutti test --each-failure`.
@Suite struct FailureMatrixTests {
    private static let healthy = """
        tests:
          - name: orders are slow
            request: GET /profile/7
            services: { users: { "*": { body: {} } }, orders: timeout, payments: 404 }
            expect: { status: 200 }
          - name: all is well
            request: GET /profile/7
            services:
              users: { "*": { body: { name: Ada, accountId: a1 } } }
              orders: { "*": { body: [1] } }
              payments: { "*": { body: [2] } }
            expect: { status: 200 }
            required: [user.name, payments.0]

        """

    private static func report(_ endpoint: String, with word: String = "reset") throws -> FailureReport {
        let bench = try TestBench(endpoint)
        let explorer = FailureExplorer(bench.plan, with: try #require(ServiceResponse(word: word)))
        return FailureReport(zip(bench.plan.endpoints, bench.tests).map { explorer.matrix(of: $0, tests: $1) })
    }

    @Test func eachCallAndEachPairFails() throws {
        let report = try Self.report(TestBench.profile + Self.healthy)
        #expect(
            report.text() == """
                GET /profile/{id}  from the test “all is well”, profile.yaml:12
                    these fail         status  the response
                    user               502     problem
                    orders             200     /orders fallback
                  ✗ payments           200     /payments missing; required /payments/0 has vanished
                    user + orders      502     problem
                    user + payments    502     problem
                  ✗ orders + payments  200     /orders fallback, /payments missing; required /payments/0 has vanished

                1 endpoint, 6 runs, 3 answered, 3 problems, 2 responses without a required member
                """)
        #expect(report.hasVanishedMembers)
    }

    @Test func theWayOfFailingIsChosen() throws {
        #expect(
            try Self.report(TestBench.profile + Self.healthy, with: "timeout").text().contains("user               504")
        )
        #expect(
            try Self.report(TestBench.profile + Self.healthy, with: "404").text().contains("user               404"))
    }

    /// `one` and `two` ask the same service; `three` asks something else without `one`.
    @Test func callsAreToldApartByNameAndAskWhatTheyLike() throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              one: { service: users, get: /a/one, otherwise: 0 }
              two: { service: users, get: /a/two }
              three: { service: orders, get: "/orders/{one || 'none'}" }
              four: { service: payments, get: "/payments/{two}" }
            response: { one: one, two: two, three: three, four: four, sum: one }
            tests:
              - name: all
                request: GET /x
                services:
                  users: { "GET /a/*": { body: 1 } }
                  orders: { "GET /orders/1": { body: 3 } }
                  payments: { "*": { body: 4 } }
                expect: { status: 200 }
            """
        let report = try Self.report(endpoint)
        let lines = report.text().split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.contains("one           200     /one fallback, /sum fallback"))
        #expect(lines.contains("two           200     /two missing, /four missing; four failed (dependency)"))
        #expect(lines.contains("three         200     /three missing"))
        #expect(!report.hasVanishedMembers)
        #expect(
            report.json.hasPrefix(
                #"[{"endpoint":"GET /x","file":"profile.yaml","line":1,"test":"all","runs":[{"failing":["one"],"status":200,"#
                    + #""problem":false,"effects":[{"pointer":"/one","effect":"fallback"},{"pointer":"/sum","effect":"fallback"}],"#
                    + #""others":[],"undone":[],"undoFailed":[],"vanished":[]}"#))
    }

    @Test func callsThatAreSkippedInTheTestDoNotFail() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              user: { service: users, get: /user }
              order: { service: orders, post: /orders, when: query.orders }
            tests:
              - name: nothing is ordered
                request: POST /x
                services: { users: { "*": { body: 1 } } }
                expect: { outcome: { order: skipped } }
            """
        #expect(
            try Self.report(endpoint).text() == """
                POST /x  from the test “nothing is ordered”, profile.yaml:6
                    these fail   status  the response
                    user         200     /user missing

                1 endpoint, 1 run, 1 answered, 0 problems
                """)
    }

    @Test func whatIsUndoneIsSaid() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              reserve: { service: users, post: /r, required: true, undo: { delete: /r } }
              order: { service: orders, post: /o, after: reserve, required: true, undo: { delete: "/o/{order.id}" } }
              pay: { service: payments, post: /p, after: order, required: true }
            tests:
              - name: all
                request: POST /x
                services: { users: { "POST /r": 204 }, orders: { "*": { body: { id: 1 } } }, payments: 204 }
                expect: { status: 200 }
            """
        let lines = try Self.report(endpoint).text().split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.contains("pay              502     problem; reserve and order undone"), "\(lines)")
        #expect(lines.contains("order            502     problem; reserve undone; order not undone"), "\(lines)")
        #expect(try Self.report(endpoint).json.contains(#""undone":["reserve"],"undoFailed":["order"]"#))
    }

    @Test func anEndpointWithoutAHealthyTestIsSaidToHaveNone() throws {
        let report = try Self.report(TestBench.profile)
        #expect(
            report.text() == """
                GET /profile/{id}  profile.yaml:1
                    not run: it has no test of one request that passes and in which every call is ok or skipped

                1 endpoint, 0 runs, 0 answered, 0 problems, 1 without a test to go out from
                """)
    }
}
