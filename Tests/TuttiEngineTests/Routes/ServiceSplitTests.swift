import Testing
import TuttiPlan
import TuttiUpstream

@testable import TuttiEngine

/// Which of several services gets a request.
struct ServiceSplitTests {
    private static let split = "route: /**\nto: { orders: 95, next: 5 }\n"

    @Test(arguments: [(0.0, 0), (0.5, 0), (0.9499, 0), (0.95, 1), (0.999, 1), (1.0, 1), (-1.0, 0), (7.0, 1)])
    func chanceDecidesByWeight(chance: Double, service: Int) throws {
        #expect(try RouteUnderTest(Self.split).forwarded("/", [""], chance: chance)?.request.service == service)
    }

    @Test func aServiceWithoutWeightGetsNothing() throws {
        let route = try RouteUnderTest("route: /**\nto: { orders: 0, next: 1 }\n")
        for chance in [0, 0.5, 1] {
            #expect(route.forwarded("/", [""], chance: chance)?.request.service == 1)
        }
    }

    @Test func whatIsStickyDecidesAndNotChance() throws {
        let route = try RouteUnderTest(Self.split + "sticky: cookies.session\n")
        for number in 0..<100 {
            let services = [0, 0.3, 0.99].map {
                route.forwarded("/", [""], headers: [("cookie", "session=s\(number)")], chance: $0)?.request.service
            }
            #expect(Set(services).count == 1)
        }
    }

    @Test func withoutAStickyValueChanceDecides() throws {
        let route = try RouteUnderTest(Self.split + "sticky: cookies.session\n")
        #expect(route.forwarded("/", [""], chance: 0)?.request.service == 0)
        #expect(route.forwarded("/", [""], chance: 0.99)?.request.service == 1)
    }

    /// The share is what the weights say, also of values that hardly differ, and nobody who was on the second service leaves it as its
    /// weight grows.
    @Test func stickyValuesAreSpreadByWeightAndStay() throws {
        func users(on weights: String) throws -> Set<Int> {
            let route = try RouteUnderTest("route: /**\nto: \(weights)\nsticky: cookies.s\n")
            return Set(
                (0..<4_000).filter {
                    route.forwarded("/", [""], headers: [("cookie", "s=\($0)")])?.request.service == 1
                })
        }
        let (few, more) = (try users(on: "{ orders: 95, next: 5 }"), try users(on: "{ orders: 90, next: 10 }"))
        #expect((150...250).contains(few.count) && (320...480).contains(more.count), "\(few.count), \(more.count)")
        #expect(few.isSubset(of: more))
    }

    /// A value keeps its place from one version to the next: those who are on a service stay there when Tutti is replaced.
    @Test(arguments: [("s1", 329), ("s2", 8858), ("user-7", 5055), ("", 4342), ("é", 2043)])
    func aValueKeepsItsPlace(value: String, place: Int) throws {
        let route = try RouteUnderTest(
            "route: /**\nto: { orders: \(place), next: \(10_000 - place) }\nsticky: path.rest\n")
        let before = try RouteUnderTest(
            "route: /**\nto: { orders: \(place + 1), next: \(9_999 - place) }\nsticky: path.rest\n")
        #expect(route.forwarded("/", [value])?.request.service == 1)
        #expect(before.forwarded("/", [value])?.request.service == 0)
    }

    @Test(arguments: [(0.0, true), (0.09, true), (0.1, false), (0.9, false)])
    func aShareIsMirrored(chance: Double, isMirrored: Bool) throws {
        let route = try RouteUnderTest(
            "route: /**\nto: orders\nmirror: { to: next, share: 0.1 }\nheaders: { x-a: b }\n",
            service: "propagate: false")
        let request = try #require(route.forwarded("/p", ["p"], query: "q", chance: chance))
        #expect((request.mirrored != nil) == isMirrored)
        guard let mirrored = request.mirrored else { return }
        let call = ForwardedCall(mirrored, by: ManualClock()) {}
        guard case .send = call.begin() else { return #expect(Bool(false)) }
        let sent = call.streamed(headers: [], body: .none)
        #expect(sent?.origin.host == "next" && sent?.target == "/p?q" && sent?.headers.map(\.line) == ["x-a: b"])
    }
}
