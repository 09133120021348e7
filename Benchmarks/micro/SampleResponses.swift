/// What the services of the composition benchmarks answer, of the sizes that `Benchmarks/compose` has.
enum SampleResponses {
    /// A user of 200 bytes.
    static let user =
        Array(
            #"{"id":7,"name":"Ada Lovelace","accountId":"a-1815","email":"ada@example.org","active":true,"#.utf8
        )
        + Array(
            #""address":{"street":"12 St James's Square","city":"London","zip":"SW1Y 4JH"},"since":"2019-12-10T08:00:00Z"}"#
                .utf8)

    /// Orders of 1.6 kB.
    static let orders = OrdersDocument.text(atLeast: 1600, indented: false)

    /// Payments of 150 bytes.
    static let payments =
        Array(
            #"{"items":[{"id":31,"method":"card","last":"4242","amount":120.50},"#.utf8
        ) + Array(#"{"id":32,"method":"invoice","last":null,"amount":18.00}],"balance":-0.10}"#.utf8)

    /// Fifty products with the ids from `first` on.
    static func products(from first: Int) -> [UInt8] {
        let items = (first..<first + 50).map { id in
            #"{"id":\#(id),"name":"Coffee grinder \#(id)","price":{"amount":\#(id).90,"currency":"EUR"},"stock":\#(id % 7)}"#
        }
        return Array("[\(items.joined(separator: ","))]".utf8)
    }
}
