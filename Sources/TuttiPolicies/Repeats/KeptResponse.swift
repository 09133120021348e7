package import HTTPTypes

/// A response that is given again to whoever repeats the request.
package struct KeptResponse: Sendable, Equatable {
    /// The status.
    package let status: Int
    /// The headers, in order.
    package let headers: [HTTPField]
    /// The body.
    package let body: [UInt8]
    /// Whether headers and body are here; else whoever repeats the request is told only that it was served.
    package let isWhole: Bool

    /// A response of its parts.
    package init(status: Int, headers: [HTTPField], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
        isWhole = true
    }

    /// What is left of a response that is too large, or had to make room: that it had this status.
    package init(onlyStatus status: Int) {
        self.status = status
        (headers, body, isWhole) = ([], [], false)
    }

    /// About how much memory it takes, with its place in the table.
    var byteCount: Int {
        headers.reduce(body.count + 384) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 64 }
    }
}
