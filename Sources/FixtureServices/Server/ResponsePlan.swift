/// The bytes that go onto the wire for a request, with its fault, and how the connection ends.
///
/// It is made by a pure function.
enum ResponsePlan: Equatable {
    /// What happens after the last byte.
    enum End: Equatable {
        /// The connection waits for the next request.
        case keep
        /// FIN.
        case close
        /// RST.
        case reset
    }

    /// Nothing, ever; the client has to leave.
    case silence
    /// These bytes in one write.
    case send([UInt8], then: End)
    /// The head in one write, then a byte of the body each interval.
    case trickle(head: [UInt8], body: [UInt8], every: Duration, then: End)
    /// The head, then chunks for as long as the client reads.
    case endless(head: [UInt8])

    /// A chunk of the endless body: 16 KiB of JSON white space and numbers, framed.
    static let endlessChunk: [UInt8] = chunk(Array(String(repeating: "1234567890123, ", count: 1_092).utf8))

    /// - Parameters:
    ///   - response: what the handler answered.
    ///   - fault: what is to go wrong; `delay` has passed already.
    ///   - server: the value of `x-fixture`.
    ///   - headRequest: whether the body has to be left out.
    ///   - keepAlive: whether the client allows the connection to stay.
    init(response: FixtureResponse, fault: Fault?, server: String, headRequest: Bool, keepAlive: Bool) {
        var response = response
        if let status = fault?.status {
            response = .problem(status, title: "Fault", detail: "The fault switch of this service is on.")
        }
        let end: End = keepAlive ? .keep : .close
        var head = Head(response: response, server: server, fault: fault?.headers, keepAlive: keepAlive)
        let bodiless = headRequest || response.status == 204 || response.status == 304

        func whole(_ body: [UInt8]) -> ResponsePlan {
            if response.status == 204 || response.status == 304 { return .send(head.bytes(framing: nil), then: end) }
            let bytes = head.bytes(framing: "content-length: \(body.count)")
            return .send(headRequest ? bytes : bytes + body, then: end)
        }

        let body = response.body
        let length = "content-length: \(body.count)"
        switch fault?.ending {
        case nil: self = whole(body)
        case .hang: self = .silence
        case .closeAfterAccept, .closeAfterRequest: self = .send([], then: .close)
        case .resetAfterRequest: self = .send([], then: .reset)
        case .resetMidBody:
            self = .send(head.bytes(framing: length) + (bodiless ? [] : body.prefix(body.count / 2)), then: .reset)
        case .invalidJSON: self = whole(Array(#"{"id": 7, "name": "Ada Lovel"#.utf8))
        case .gzipBomb:
            head.contentEncoding = "gzip"
            self = whole(GzipBomb.standard)
        case .truncatedChunked:
            let bytes = head.bytes(framing: "transfer-encoding: chunked")
            self = .send(bodiless ? bytes : bytes + Self.chunk(body), then: .close)
        case .endless:
            let bytes = head.bytes(framing: "transfer-encoding: chunked")
            self = bodiless ? .send(bytes, then: end) : .endless(head: bytes + Self.chunk([UInt8(ascii: "[")]))
        case .trickle(let interval):
            self =
                bodiless
                ? whole(body) : .trickle(head: head.bytes(framing: length), body: body, every: interval, then: end)
        }
    }

    /// A chunk of RFC 9112, section 7.1; none for no bytes, as that would be the last one.
    private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        bytes.isEmpty ? [] : Array((String(bytes.count, radix: 16) + "\r\n").utf8) + bytes + Array("\r\n".utf8)
    }
}

/// The status line and fields of a response, up to the framing, which the plan chooses.
private struct Head {
    let response: FixtureResponse
    let server: String
    let fault: Fault.Headers?
    let keepAlive: Bool
    var contentEncoding: String?

    init(response: FixtureResponse, server: String, fault: Fault.Headers?, keepAlive: Bool) {
        self.response = response
        self.server = server
        self.fault = fault
        self.keepAlive = keepAlive
    }

    func bytes(framing: String?) -> [UInt8] {
        var text = "HTTP/1.1 \(response.status) \(ReasonPhrase.of(response.status))\r\nx-fixture: \(server)\r\n"
        if let framing {
            let given = Set(response.headers.map { $0.name.lowercased() })
            if !given.contains("content-type") { text += "content-type: application/json\r\n" }
            // A handler that frames its body itself means it: it may want to lie.
            if given.isDisjoint(with: ["content-length", "transfer-encoding"]) { text += framing + "\r\n" }
        }
        if let contentEncoding { text += "content-encoding: \(contentEncoding)\r\n" }
        for (name, value) in response.headers { text += "\(name): \(value)\r\n" }
        switch fault {
        case .many: for number in 1...10_000 { text += "x-many-\(number): \(number)\r\n" }
        case .huge: text += "x-huge: " + String(repeating: "h", count: 1 << 20) + "\r\n"
        case nil: break
        }
        text += keepAlive ? "connection: keep-alive\r\n\r\n" : "connection: close\r\n\r\n"
        return Array(text.utf8)
    }
}
