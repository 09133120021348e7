import Testing

@testable import FixtureServices

@Suite struct WriteLedgerTests {
    private let ledger = WriteLedger("charges")

    private func status(_ method: String, _ path: String, _ number: String = "1", key: String? = nil) -> Int? {
        ledger.response(
            to: FixtureRequest(
                method: method, target: path, headers: key.map { [(name: "idempotency-key", value: $0)] } ?? [],
                body: method == "DELETE" ? [] : Array(#"{"number":"\#(number)"}"#.utf8)))?.status
    }

    @Test func aSecondPostIsASecondWriteUnlessItHasTheSameKey() {
        #expect(status("POST", "/charges", key: "a") == 201)
        #expect(status("POST", "/charges", key: "a") == 201)
        #expect(status("POST", "/charges", "2", key: "a") == 422)
        #expect(ledger.writtenTwice.isEmpty)
        #expect(status("POST", "/charges", key: "b") == 200)
        #expect(ledger.writtenTwice == ["1"])
    }

    @Test func ofManyPostsWithOneKeyAtOnceOneWrites() async {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<400 {
                group.addTask { _ = self.status("POST", "/charges", "\(number / 4)", key: "\(number / 4)") }
            }
        }
        #expect(ledger.writtenTwice.isEmpty && ledger.numbers.count == 100)
    }

    @Test func aSecondPutIsNone() {
        #expect(status("PUT", "/charges/1") == 201)
        #expect(status("PUT", "/charges/1") == 200)
        #expect(ledger.writtenTwice.isEmpty && ledger.everWritten == ["1"])
    }

    @Test func whatWasTakenBackStaysSo() {
        #expect(status("PUT", "/charges/1") == 201)
        #expect(status("DELETE", "/charges/1") == 204)
        #expect(status("PUT", "/charges/1") == 410)
        #expect(status("DELETE", "/charges/2") == 404)
        #expect(status("POST", "/charges", "2") == 410)
        #expect(ledger.numbers.isEmpty && ledger.everWritten == ["1"])
    }
}
