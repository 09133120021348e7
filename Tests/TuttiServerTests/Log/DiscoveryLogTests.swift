import Logging
import Testing
import TuttiDiscovery
import TuttiServer

struct DiscoveryLogTests {
    @Test(arguments: [
        (
            DiscoveryEvent.Change.instances(now: 1, before: 0, new: ["10.0.0.1:80"], gone: [], cut: 0),
            ["info orders has 1 instance (0 before): 10.0.0.1:80 new instances=1 kind=discovery service=orders"]
        ),
        (
            .instances(now: 3, before: 4, new: [], gone: ["10.0.0.1:80"], cut: 0),
            ["info orders has 3 instances (4 before): 10.0.0.1:80 gone instances=3 kind=discovery service=orders"]
        ),
        (
            .instances(now: 7, before: 1, new: ["a", "b", "c", "d", "e", "f", "g"], gone: ["h"], cut: 2),
            [
                "info orders has 7 instances (1 before): a, b, c, d, e and 2 others new, h gone instances=7 kind=discovery service=orders",
                "warning orders has more instances than are used: 2 are left out cut=2 instances=7 kind=discovery service=orders",
            ]
        ),
        // Another weight, for instance.
        (
            .instances(now: 2, before: 2, new: [], gone: [], cut: 0),
            ["info orders has 2 instances (2 before) instances=2 kind=discovery service=orders"]
        ),
        (
            .failing(.notFound, kept: 4),
            [
                "warning the instances of orders can't be found by the name orders.internal: it does not exist (NXDOMAIN); it keeps 4 instances instances=4 kind=discovery reason=not_found service=orders"
            ]
        ),
        (
            .failing(.unreadable("there is no such file"), kept: 0),
            [
                "warning the instances of orders can't be found by the name orders.internal: there is no such file; it has no instance instances=0 kind=discovery reason=unreadable service=orders"
            ]
        ),
        (
            .found(failures: 3, now: 4),
            [
                "info the instances of orders are found again by the name orders.internal: 4 instances failures=3 instances=4 kind=discovery service=orders"
            ]
        ),
    ])
    func eachChangeHasItsLine(change: DiscoveryEvent.Change, lines: [String]) {
        let log = Lines()
        DiscoveryLog(log.logger(.info))
            .discoveryChanged(DiscoveryEvent(service: "orders", subject: "the name orders.internal", change: change))
        #expect(log.all == lines)
    }
}
