internal import CCurl
internal import HTTPTypes

/// Header lines in the form that libcurl takes: a linked list of C strings, all in two blocks of memory of ours.
///
/// A call's lines are rendered once. A request with headers of its own gets copies of the call's nodes, which point to
/// the same strings, followed by its own: nothing of the call is rendered again, and the memory is used again.
final class HeaderLines {
    private var nodes: UnsafeMutableBufferPointer<curl_slist>
    private var text: UnsafeMutableBufferPointer<CChar>
    private var nodeCount = 0
    private var textCount = 0
    /// The headers that another one of the same name replaces, and where their lines are.
    private var standard: [(name: HTTPField.Name, node: Int)] = []

    /// The first node; nil without lines.
    ///
    /// It's valid until the lines are changed or released.
    var first: UnsafePointer<curl_slist>? {
        nodeCount == 0 ? nil : UnsafePointer(nodes.baseAddress)
    }

    init() {
        nodes = .allocate(capacity: 0)
        text = .allocate(capacity: 0)
    }

    deinit {
        nodes.deallocate()
        text.deallocate()
    }

    /// Renders `lines`, complete header lines in libcurl's own syntax, then `headers`, replacing what was there.
    ///
    /// Headers that frame the message or belong to the connection are left out: those are libcurl's to write, and a second
    /// `Content-Length` would let a request be smuggled.
    ///
    /// - Parameters:
    ///   - base: lines that precede these; they must outlive the use of the result.
    ///   - lines: complete header lines.
    ///   - standard: headers that are left out, in the base as well, where `headers` has one of the same name.
    ///   - headers: the headers themselves.
    func render(
        base: HeaderLines? = nil, lines: [String] = [], standard: [HTTPField] = [], headers: [HTTPField]
    ) {
        var most = 0
        for header in standard { most += header.name.rawName.utf8.count + header.value.utf8.count + 4 }
        for line in lines { most += line.utf8.count + 1 }
        for header in headers { most += header.name.rawName.utf8.count + header.value.utf8.count + 4 }
        reserve(nodes: (base?.nodeCount ?? 0) + lines.count + standard.count + headers.count, text: most)
        if let base {
            for index in 0..<base.nodeCount where !base.isReplaced(index, by: headers) {
                appendNode(base.nodes[index].data)
            }
        }
        for line in lines { append(line: line) }
        self.standard.removeAll(keepingCapacity: true)
        for header in standard {
            self.standard.append((header.name, nodeCount))
            append(header: header)
        }
        for header in headers where !Self.belongsToConnection(header.name) { append(header: header) }
        for index in 0..<max(nodeCount - 1, 0) { nodes[index].next = nodes.baseAddress.map { $0 + index + 1 } }
    }

    private func isReplaced(_ node: Int, by headers: [HTTPField]) -> Bool {
        for (name, place) in standard where place == node { return headers.contains { $0.name == name } }
        return false
    }

    private func append(line: String) {
        begin()
        put(line.utf8)
        put(CollectionOfOne(0))
    }

    private func append(header: HTTPField) {
        begin()
        put(header.name.rawName.utf8)
        let value = header.value.utf8
        if value.isEmpty {
            // libcurl's way to send a header without a value; a bare colon would suppress it.
            put(CollectionOfOne(UInt8(ascii: ";")))
        } else {
            put(": ".utf8)
            put(value)
        }
        put(CollectionOfOne(0))
    }

    private func begin() {
        appendNode(text.baseAddress.map { $0 + textCount })
    }

    private func appendNode(_ data: UnsafeMutablePointer<CChar>?) {
        guard nodeCount < nodes.count else { return }
        nodes[nodeCount] = curl_slist(data: data, next: nil)
        nodeCount += 1
    }

    private func put(_ bytes: some Sequence<UInt8>) {
        for byte in bytes where textCount < text.count {
            text[textCount] = CChar(bitPattern: byte)
            textCount += 1
        }
    }

    private func reserve(nodes wantedNodes: Int, text wantedText: Int) {
        nodeCount = 0
        textCount = 0
        if nodes.count < wantedNodes {
            nodes.deallocate()
            nodes = .allocate(capacity: wantedNodes)
        }
        if text.count < wantedText {
            text.deallocate()
            text = .allocate(capacity: wantedText)
        }
    }

    private static func belongsToConnection(_ name: HTTPField.Name) -> Bool {
        switch name.canonicalName {
        case "connection", "content-length", "expect", "keep-alive", "proxy-connection", "te", "trailer",
            "transfer-encoding", "upgrade":
            true
        default:
            false
        }
    }
}
