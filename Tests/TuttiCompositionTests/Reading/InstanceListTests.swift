import Testing
import TuttiComposition
import TuttiPlan

struct InstanceListTests {
    private static func read(_ text: String) -> Result<[ServiceInstance], InstanceList.Unreadable> {
        Result { () throws(InstanceList.Unreadable) in try InstanceList(Array(text.utf8)).instances }
    }

    @Test(arguments: [
        (#"["http://10.0.0.1:8080"]"#, [ServiceInstance(host: "10.0.0.1", port: 8080)]),
        (
            "[\n\t\"https://a.internal\",\n\t\"http:\\/\\/[::1]:80\\/v2\"\n]\n",
            [
                ServiceInstance(isSecure: true, host: "a.internal", port: 443),
                ServiceInstance(host: "::1", port: 80, basePath: "/v2"),
            ]
        ),
        ("[]", []),
        // No variable is put into it.
        ("- http://10.0.0.1/$%7BX%7D\n", [ServiceInstance(host: "10.0.0.1", port: 80, basePath: "/$%7BX%7D")]),
    ])
    func instancesAreReadAsInGatewayYAML(text: String, instances: [ServiceInstance]) throws {
        #expect(try Self.read(text).get() == instances)
    }

    @Test(arguments: [
        ("", "it is no list of URLs, like `[\"http://10.0.0.7:8080\"]`"),
        ("{}", "it is no list of URLs, like `[\"http://10.0.0.7:8080\"]`"),
        ("[]\n---\n[]\n", "it is no list of URLs, like `[\"http://10.0.0.7:8080\"]`"),
        ("[\n\"http://a\",\n  \"ftp://b\"]", "line 3, column 3: `ftp` is not a scheme that services are called by"),
        ("[null]", "line 1, column 2: an instance must be text, not null"),
    ])
    func whatIsNoListSaysWhy(text: String, reason: String) {
        #expect(throws: InstanceList.Unreadable.self) { try Self.read(text).get() }
        if case .failure(let error) = Self.read(text) { #expect(error.description == reason) }
    }

    /// Half a file, as whoever writes it in place leaves it for a moment.
    @Test func noBeginningOfAListIsOne() {
        let text = #"["http://10.0.0.1:8080", "http://10.0.0.2:8080"]"#
        for count in 0..<text.count {
            #expect(throws: InstanceList.Unreadable.self) { try Self.read(String(text.prefix(count))).get() }
        }
    }

    @Test func listsAreBounded() throws {
        let list = { (count: Int) in "[" + repeatElement("\"http://a\"", count: count).joined(separator: ",") + "]" }
        #expect(try Self.read(list(10_000)).get().count == 10_000)
        #expect(throws: InstanceList.Unreadable.self) { try Self.read(list(10_001)).get() }
        let large = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20)
        #expect(throws: InstanceList.Unreadable.self) { try InstanceList(large + Array("[]".utf8)) }
        #expect(throws: InstanceList.Unreadable.self) { try InstanceList([0x5B, 0xFF, 0x5D]) }
    }
}
