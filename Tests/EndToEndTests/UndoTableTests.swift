import FixtureServices
import NIOHTTP1
import Synchronization
import Testing
import TuttiEngine

/// Three writes over real sockets, each of which can end in seven ways, with clients that stay and clients that leave: afterwards the
/// ledgers of the three services agree, but for what the gateway has named as not undone.
@Suite(.serialized) struct UndoTableTests {
    /// What becomes of a write; its letter stands in the number of the order.
    enum Fate: Character, CaseIterable {
        case succeeds = "s"
        /// 409, and nothing was done.
        case isRefused = "r"
        /// 500, and nothing was done.
        case fails = "f"
        /// Nothing is done, and nothing answered.
        case hangs = "h"
        /// It is done at once, and answered when the call's time is over.
        case isLate = "l"
        /// The connection ends, and nothing was done.
        case diesBefore = "b"
        /// It is done, and the connection ends.
        case diesAfter = "a"

        var isDone: Bool { [.succeeds, .isLate, .diesAfter].contains(self) }
    }

    /// Orders are numbered by the fates of their three writes: `sra-1`.
    private static let rows = Fate.allCases.flatMap { first in
        Fate.allCases.flatMap { second in Fate.allCases.map { String([first.rawValue, second.rawValue, $0.rawValue]) } }
    }

    private final class Log: ServiceObserver {
        private let named = Mutex<Set<String>>([])
        var bodies: Set<String> { named.withLock { $0 } }
        func serviceChanged(_ event: ServiceEvent) {}
        func undoFailed(_ failure: UndoFailure) {
            named.withLock { _ = $0.insert("\(failure.call) \(failure.sent?.body ?? "")") }
        }
    }

    /// A service whose writes end as the number says at that place.
    private static func service(_ ledger: WriteLedger, place: Int) async throws -> FixtureServer {
        try await FixtureServer.start { request in
            if request.method == "DELETE" || request.method == "GET" {
                return ledger.response(to: request) ?? FixtureResponse(status: 404)
            }
            // The number is the last segment of the path, or the first value of the body.
            let text = request.method == "PUT" ? String(request.path) : request.text
            let number =
                request.method == "PUT"
                ? text.split(separator: "/").last : text.split(separator: "\"").dropFirst(3).first
            let letters = Array(number ?? "")
            guard letters.indices.contains(place), let fate = Fate(rawValue: letters[place]) else {
                return FixtureResponse(status: 400)
            }
            var response =
                fate.isDone ? ledger.response(to: request) ?? FixtureResponse(status: 404) : FixtureResponse()
            switch fate {
            case .succeeds: break
            case .isRefused: response = FixtureResponse(status: 409)
            case .fails: response = FixtureResponse(status: 500)
            case .hangs: response.fault = .hang
            case .isLate: response.fault = .delay(.milliseconds(600))
            case .diesBefore, .diesAfter: response.fault = .closeAfterRequest
            }
            return response
        }
    }

    private static let endpoint = """
        endpoint: POST /orders
        deadline: 5s
        calls:
          reserve:
            service: stock
            put: "/reservations/{body.number}"
            timeout: 300ms
            required: true
            undo: { delete: "/reservations/{body.number}" }
          order:
            service: orders
            post: /placements
            body: { number: body.number }
            idempotency: request
            timeout: 300ms
            after: reserve
            required: true
            undo: { delete: "/placements/{order.number}" }
          pay:
            service: payments
            post: /charges
            body: { number: body.number }
            idempotency: client
            retry: { attempts: 2, on: [reset, timeout, 5xx], attempt-timeout: 200ms, backoff: 5ms }
            timeout: 500ms
            after: order
            required: true
            undo: { delete: "/charges/{body.number}" }
        """

    private static func place(_ number: String, port: Int) async throws -> ReceivedResponse {
        try await HTTPConnection.open(port: port) {
            try await $0.request(
                .POST, "/orders", body: #"{"number":"\#(number)"}"#,
                headers: [("content-type", "application/json"), ("idempotency-key", number)])
        }
    }

    /// The number of an order that was placed; a busy machine may take longer for one than its calls have.
    private static func placed(port: Int) async throws -> String {
        var count = 0
        while true {
            let number = "sss-alone-\(count)"
            if try await place(number, port: port).status == 200 { return number }
            count += 1
        }
    }

    /// Places an order before all others, which has to be there in the end, and then has `client` place one of each row.
    private static func run(
        _ client: @escaping @Sendable (Int, String) async throws -> Void,
        check: (_ stock: WriteLedger, _ orders: WriteLedger, _ payments: WriteLedger, _ named: Set<String>) -> Void
    ) async throws {
        let ledgers = ["reservations", "placements", "charges"].map { WriteLedger($0) }
        var servers: [FixtureServer] = []
        for (place, ledger) in ledgers.enumerated() { servers.append(try await service(ledger, place: place)) }
        let breaker = "breaker: { minimum-calls: 1000000 }, retry: { attempts: 2, on: [connect], budget: 1 }"
        let names = ["stock", "orders", "payments"]
        let gateway =
            "services:\n"
            + zip(names, servers).map { "  \($0): { instances: [\($1.url)], \(breaker) }\n" }.joined()
        let log = Log()
        var alone = ""
        try await RunningGateway.serving(gateway: gateway, endpoints: endpoint, workers: 2, observer: log) { gateway in
            let port = gateway.port
            alone = try await placed(port: port)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, row) in rows.enumerated() {
                    if index >= 60 { _ = try await group.next() }
                    group.addTask { try await client(port, "\(row)-\(index)") }
                }
                try await group.waitForAll()
            }
        }
        for ledger in ledgers { #expect(ledger.numbers.contains(alone)) }
        check(ledgers[0], ledgers[1], ledgers[2], log.bodies)
        for server in servers { await server.stop() }
    }

    /// Where one of the three has an entry that the others don't have, the gateway has named it.
    private static func expectAgreement(
        _ stock: WriteLedger, _ orders: WriteLedger, _ payments: WriteLedger, _ named: Set<String>
    ) {
        #expect(payments.numbers.subtracting(stock.numbers).isEmpty, "paid without a reservation")
        #expect(payments.numbers.subtracting(orders.numbers).isEmpty, "paid without an order")
        #expect(stock.numbers.subtracting(payments.numbers).isEmpty, "reserved and not paid")
        let left = orders.numbers.subtracting(payments.numbers)
        let unnamed = left.filter { !named.contains("order {\"number\":\"\($0)\"}") }
        #expect(unnamed.isEmpty, "ordered and neither paid nor named: \(unnamed.sorted())")
        #expect(payments.writtenTwice.isEmpty && orders.writtenTwice.isEmpty && stock.writtenTwice.isEmpty)
    }

    /// What a client has seen of its order.
    private struct Answer {
        let number: String
        let response: ReceivedResponse
        /// Whether a call was made and has succeeded.
        func isOK(_ call: String) -> Bool { response.outcomes.contains { $0.hasPrefix("\(call);outcome=ok") } }
        /// Whether a call was taken back.
        func isUndone(_ call: String) -> Bool {
            response.outcomes.contains { $0.hasPrefix("\(call);") && $0.hasSuffix(";undone") }
        }
        /// Whether a write was to be done, as its letter says.
        func isDone(_ place: Int) -> Bool { Fate(rawValue: Array(number)[place])?.isDone == true }
    }

    @Test func withClientsThatStayTheLedgersAgree() async throws {
        let answers = Mutex<[Answer]>([])
        try await Self.run { port, number in
            let response = try await Self.place(number, port: port)
            // A busy machine may take longer than a call has, and then more of them fail.
            if response.status == 200 { #expect(number.hasPrefix("sss"), "\(number)") }
            let says = response.headers["composition-status"].joined()
            #expect(response.status == 200 || !says.isEmpty, "\(number)")
            answers.withLock { $0.append(Answer(number: number, response: response)) }
        } check: { stock, orders, payments, named in
            Self.expectAgreement(stock, orders, payments, named)
            let all = answers.withLock { $0 }
            #expect(all.count == Self.rows.count)
            for answer in all {
                let number = answer.number
                // What is to be done is done, but for what a busy machine takes too long to send.
                for (call, place, ledger) in [("reserve", 0, stock), ("order", 1, orders), ("pay", 2, payments)] {
                    let isWritten = ledger.everWritten.contains(number)
                    #expect(!isWritten || answer.isDone(place), "\(number)")
                    #expect(!answer.isOK(call) || isWritten, "\(number)")
                }
                // What succeeded is there, and what has failed is taken back.
                if answer.response.status == 200 {
                    for ledger in [stock, orders, payments] { #expect(ledger.numbers.contains(number), "\(number)") }
                } else if stock.everWritten.contains(number) {
                    #expect(answer.isUndone("reserve") && !stock.numbers.contains(number), "\(number)")
                    if answer.isOK("order") {
                        #expect(answer.isUndone("order") && !orders.numbers.contains(number), "\(number)")
                    }
                }
            }
            // Alone, and of its row.
            #expect(payments.numbers.count <= 2)
            // Done, and nobody knows it: late, or the connection ended.
            #expect(orders.numbers.subtracting(payments.numbers).count <= 2 * 7)
        }
    }

    @Test func withClientsThatLeaveTheLedgersAgree() async throws {
        try await Self.run { port, number in
            let index = Int(number.split(separator: "-").last ?? "") ?? 0
            try await HTTPConnection.open(port: port) { connection in
                try await connection.sendOnly(
                    .POST, "/orders", body: #"{"number":"\#(number)"}"#,
                    headers: [("content-type", "application/json"), ("idempotency-key", number)])
                // At different moments: while the first, the second or the third is in flight, or what comes after.
                try await Task.sleep(for: .milliseconds(index % 9 * 40))
            }
        } check: {
            Self.expectAgreement($0, $1, $2, $3)
        }
    }
}
