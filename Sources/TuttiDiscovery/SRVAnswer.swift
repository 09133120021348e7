/// The SRV records of a DNS message (RFC 1035, 4.1), read within bounds.
///
/// Whether it answers the question at all has been checked by whoever received it.
package struct SRVAnswer: Sendable, Equatable {
    /// More records than this are left out.
    package static let recordLimit = 1000

    /// The records; those that say that there is no such service (a root as target), or no port, are left out.
    package private(set) var records: [SRVRecord] = []
    /// For how many seconds they hold, and the aliases that led to them.
    package private(set) var seconds: UInt32 = .max
    /// How many records were left out for want of room.
    package private(set) var cut = 0

    /// Reads a message; nil where it ends too early, or has a name that is none.
    package init?(_ message: Span<UInt8>) {
        guard message.count >= 12 else { return nil }
        let questions = Self.number(message, 4)
        let answers = Self.number(message, 6)
        var place = 12
        for _ in 0..<questions {
            guard let next = Self.end(ofName: message, at: place), next + 4 <= message.count else { return nil }
            place = next + 4
        }
        for _ in 0..<answers {
            guard let next = Self.end(ofName: message, at: place), next + 10 <= message.count else { return nil }
            let kind = Self.number(message, next)
            let length = Self.number(message, next + 8)
            let content = next + 10
            guard content + length <= message.count else { return nil }
            place = content + length
            // Class IN; a CNAME leads to the records, and holds no longer than it says.
            guard Self.number(message, next + 2) == 1, kind == 33 || kind == 5 else { continue }
            let time = UInt32(Self.number(message, next + 4)) << 16 | UInt32(Self.number(message, next + 6))
            // RFC 2181, 8: with the highest bit, it is zero.
            seconds = min(seconds, time > .max / 2 ? 0 : time)
            guard kind == 33 else { continue }
            guard length >= 7, let host = Self.name(message, at: content + 6) else { return nil }
            let port = Self.number(message, content + 4)
            guard !host.isEmpty, port > 0 else { continue }
            guard records.count < Self.recordLimit else {
                cut += 1
                continue
            }
            records.append(
                SRVRecord(
                    host: host, port: port, priority: Self.number(message, content),
                    weight: Self.number(message, content + 2)))
        }
    }

    /// Two bytes, of which the first counts for more; the caller has seen that they are there.
    private static func number(_ message: Span<UInt8>, _ place: Int) -> Int {
        Int(message[place]) << 8 | Int(message[place + 1])
    }

    /// Where a name ends that begins at a place.
    private static func end(ofName message: Span<UInt8>, at start: Int) -> Int? {
        var place = start
        while place < message.count {
            let length = Int(message[place])
            switch length {
            case 0: return place + 1
            case 1...63: place += 1 + length
            case 192...: return place + 2 <= message.count ? place + 2 : nil
            default: return nil
            }
        }
        return nil
    }

    /// A name of letters, digits, `-` and `_`, followed through its pointers: each leads further to the front, so there is an end.
    private static func name(_ message: Span<UInt8>, at start: Int) -> String? {
        var (place, front) = (start, start)
        var name = ""
        while place < message.count {
            let length = Int(message[place])
            if length == 0 { return name }
            if length >= 192 {
                guard place + 1 < message.count else { return nil }
                let target = (length & 63) << 8 | Int(message[place + 1])
                guard target < front else { return nil }
                (place, front) = (target, target)
                continue
            }
            guard length < 64, place + 1 + length <= message.count, name.utf8.count + length < 254 else { return nil }
            if !name.isEmpty { name += "." }
            for index in place + 1..<place + 1 + length {
                guard isOfName(message[index]) else { return nil }
                name.unicodeScalars.append(Unicode.Scalar(message[index]))
            }
            place += 1 + length
        }
        return nil
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
