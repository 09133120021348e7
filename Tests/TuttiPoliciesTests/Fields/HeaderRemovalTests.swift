import HTTPTypes
import Testing

@testable import TuttiPolicies

@Suite struct HeaderRemovalTests {
    @Test(arguments: ["", "a", "b", "ab", "ba", "aab", "bba", "abab", "babb", "bbbb", "aaaa"])
    func whatIsLeftKeepsItsOrder(names: String) throws {
        var headers: [HTTPField] = []
        for (index, name) in names.enumerated() {
            headers.append(HTTPField(name: try #require(HTTPField.Name(String(name))), value: "\(index)"))
        }
        let left = headers.filter { $0.name.rawName == "a" }
        headers.removeHeaders { $0 == "b" }
        #expect(headers == left)
    }
}
