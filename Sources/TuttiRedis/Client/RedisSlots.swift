internal import TuttiPlan

/// Which node of a cluster has which of its 16,384 slots.
struct RedisSlots {
    /// How many slots there are.
    static let count = 16_384

    private var nodes: [RedisAddress] = []
    /// By slot: the place of its node in `nodes`; -1 where it is not known.
    private var owners = [Int16](repeating: -1, count: RedisSlots.count)

    /// The node that has a slot; nil where it is not known.
    func owner(of slot: Int) -> RedisAddress? {
        guard owners.indices.contains(slot) else { return nil }
        let owner = Int(owners[slot])
        return nodes.indices.contains(owner) ? nodes[owner] : nil
    }

    /// All nodes that have slots.
    var all: [RedisAddress] { nodes }

    /// A node has a slot.
    mutating func set(_ slot: Int, to node: RedisAddress) {
        guard owners.indices.contains(slot), let place = place(of: node) else { return }
        owners[slot] = place
    }

    /// The map that `CLUSTER SLOTS` tells: lists of first slot, last slot, and nodes, the primary first; nil if it is something else.
    ///
    /// A node without a host is the one that was asked.
    init?(_ reply: RedisValue, asked: RedisAddress) {
        guard let ranges = reply.elements, !ranges.isEmpty else { return nil }
        for range in ranges {
            guard let parts = range.elements, parts.count >= 3, let first = parts[0].integer,
                let last = parts[1].integer,
                0 <= first, first <= last, last < Int64(Self.count), let node = parts[2].elements, node.count >= 2,
                let port = node[1].integer, (1...65_535).contains(port)
            else { return nil }
            var host = node[0].text ?? ""
            if host.isEmpty {
                guard case .host(let own, _) = asked else { return nil }
                host = own
            }
            guard let place = place(of: .host(host, port: Int(port))) else { return nil }
            for slot in Int(first)...Int(last) { owners[slot] = place }
        }
    }

    /// No node is known.
    init() {}

    private mutating func place(of node: RedisAddress) -> Int16? {
        if let place = nodes.firstIndex(of: node) { return Int16(place) }
        // Clusters have a thousand nodes at most.
        guard nodes.count < 1_024 else { return nil }
        nodes.append(node)
        return Int16(nodes.count - 1)
    }

    /// The slot of a key: CRC-16 (XMODEM) of it, or of what stands between its first `{` and the `}` behind it, if that is something.
    static func slot(of key: [UInt8]) -> Int {
        var hashed = key[...]
        if let open = key.firstIndex(of: UInt8(ascii: "{")),
            let close = key[(open + 1)...].firstIndex(of: UInt8(ascii: "}")), close > open + 1
        {
            hashed = key[(open + 1)..<close]
        }
        var crc: UInt16 = 0
        for byte in hashed {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
        }
        return Int(crc) % count
    }
}
