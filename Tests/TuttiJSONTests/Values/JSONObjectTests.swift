import Testing
import TuttiJSON

struct JSONObjectTests {
    private static func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

    @Test(arguments: [1, 16, 17, 300])
    func valuesAreReplacedAllAtOnce(count: Int) {
        let object = JSONObject(distinct: (0..<count).map { ("n\($0)", .null) })
        let filled = object.replacingValues(with: (0..<count).map(Self.number))
        #expect(filled.members.map(\.name) == object.members.map(\.name))
        #expect((0..<count).allSatisfy { filled["n\($0)"] == Self.number($0) && object["n\($0)"] == .null })
        #expect(
            filled.replacingValues(with: [.string("x")]).members.map(\.value) == [.string("x")]
                + (1..<count).map(Self.number))
    }

    /// Around the size at which names begin to be hashed, and well past it.
    @Test(arguments: [1, 15, 16, 17, 18, 300])
    func behavesTheSameAtEverySize(count: Int) {
        var object = JSONObject()
        for index in 0..<count { object["n\(index)"] = Self.number(index) }
        #expect(object.count == count)
        #expect(object.members.map(\.name) == (0..<count).map { "n\($0)" })
        #expect((0..<count).allSatisfy { object["n\($0)"] == Self.number($0) })
        #expect(object["n\(count)"] == nil && object["n\(count)" as String] == nil)
        #expect(object[JSONName("n0")] == Self.number(0) && object[JSONName("none")] == nil)

        object["n0"] = .string("replaced")
        #expect(object.members.first?.name == "n0" && object["n0"] == .string("replaced") && object.count == count)

        object["n0"] = nil
        #expect(object.count == count - 1 && object["n0"] == nil)
        #expect((1..<count).allSatisfy { object["n\($0)"] == Self.number($0) })
        object["n0"] = nil
        #expect(object.count == count - 1)
        object["n0"] = .null
        #expect(object.members.last?.name == "n0" && object.count == count)
    }

    @Test
    func repeatedNameKeepsItsFirstPlaceAndLastValue() {
        let object = JSONObject([(name: "a", value: .null), (name: "b", value: .null), (name: "a", value: .bool(true))])
        #expect(object.members.map(\.name) == ["a", "b"])
        #expect(object["a"] == .bool(true))
    }

    @Test(arguments: [0, 3, 16, 17, 100])
    func membersKnownToBeDistinctMakeTheSameObject(count: Int) {
        let members = (0..<count).map { (name: "n\($0)", value: Self.number($0)) }
        var object = JSONObject(distinct: members)
        #expect(object == JSONObject(members))
        object["n0"] = .null
        #expect(object.count == max(count, 1))
    }

    @Test
    func namesAreComparedByCodePoint() {
        let object = JSONObject([(name: "\u{E9}", value: .bool(true)), (name: "e\u{301}", value: .bool(false))])
        #expect(object.count == 2)
        #expect(object["\u{E9}"] == .bool(true) && object["e\u{301}"] == .bool(false))
    }

    @Test
    func orderDoesNotMatterForEquality() {
        let a = JSONObject([(name: "x", value: .null), (name: "y", value: .bool(true))])
        let b = JSONObject([(name: "y", value: .bool(true)), (name: "x", value: .null)])
        #expect(a == b)
        #expect(a != JSONObject([(name: "x", value: .null), (name: "z", value: .bool(true))]))
        #expect(a != JSONObject([(name: "x", value: .null)]))
    }
}
