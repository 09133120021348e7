import Foundation
import Testing
import TuttiSimulation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What programs read.
@Suite struct ReportFormatTests {
    private static let tests = """
        tests:
          - name: good
            request: GET /profile/7
            services: { users: 404, orders: reset }
            expect: { status: 404 }
          - name: "<bad> & \\"worse\\"\\u0001"
            request: GET /profile/7
            services: { users: 404, orders: reset }
            expect: { status: 200 }
        """

    @Test func jsonHasOneObjectForEachTest() throws {
        let report = TestReport(try TestBench(TestBench.profile + Self.tests).results, prefix: "dir/")
        let array = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [[String: Any]]
        #expect(array?.map { $0["passed"] as? Bool } == [true, false])
        #expect(array?.first?["file"] as? String == "dir/profile.yaml")
        #expect(array?.first?["line"] as? Int == 8)
        let failures = array?.last?["failures"] as? [[String: Any]]
        #expect(failures?.count == 1)
        #expect(failures?.first?["subject"] as? String == "status")
        #expect(failures?.first?["expected"] as? String == "200")
        #expect(failures?.first?["actual"] as? String == "404")
    }

    // It said that the call failed as `expression`, and not why.
    @Test func aCallThatCannotBeComputedSaysWhy() throws {
        let bench = try TestBench(
            """
            endpoint: GET /profile/{id}
            calls:
              user: { service: users, get: "/users/{path.id}", select: "sum(items)" }
            tests:
              - name: text
                request: GET /profile/7
                services: { users: { body: { items: a } } }
                expect: { outcome: { user: ok } }
            """)
        let text = bench.report.text()
        #expect(text.contains("user failed: "), "\(text)")
    }

    @Test func junitIsXMLThatKeepsTheNames() throws {
        let report = TestReport(try TestBench(TestBench.profile + Self.tests).results)
        let seen = Seen()
        let parser = XMLParser(data: Data(report.junit.utf8))
        parser.delegate = seen
        #expect(parser.parse())
        #expect(seen.elements == ["testsuites", "testsuite", "testcase", "testcase", "failure"])
        #expect(seen.names == ["tutti", "profile.yaml", "good", "<bad> & \"worse\"\u{FFFD}"])
        #expect(report.junit.contains(#"message="status: expected 200, got 404""#))
        #expect(report.junit.contains(#"tests="2" failures="1""#))
    }

    private final class Seen: NSObject, XMLParserDelegate {
        var elements: [String] = []
        var names: [String] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements.append(name)
            if let name = attributes["name"] { names.append(name) }
        }
    }
}
