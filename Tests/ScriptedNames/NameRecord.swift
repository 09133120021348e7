/// A record of DNS, as a test says it.
package struct NameRecord: Sendable {
    /// What it says.
    package enum Content: Sendable {
        /// An IPv4 address.
        case a(String)
        /// The 16 bytes of an IPv6 address.
        case aaaa([UInt8])
        /// Another name for the name.
        case cname(String)
        /// Where a service is (RFC 2782).
        case srv(priority: Int, weight: Int, port: Int, target: String)
    }

    /// Whose record it is.
    package var name: String
    /// For how many seconds it holds.
    package var seconds: UInt32
    /// What it says.
    package var content: Content

    /// A record of its parts.
    package init(_ name: String, seconds: UInt32 = 60, _ content: Content) {
        (self.name, self.seconds, self.content) = (name, seconds, content)
    }

    /// Its type, as DNS numbers it.
    package var type: Int {
        switch content {
        case .a: 1
        case .cname: 5
        case .aaaa: 28
        case .srv: 33
        }
    }

    /// Its bytes in an answer; `question` is the name that stands in the question, at byte 12.
    func bytes(question: String) -> [UInt8] {
        let data: [UInt8] =
            switch content {
            case .a(let address): address.split(separator: ".").map { UInt8($0) ?? 0 }
            case .aaaa(let address): address
            case .cname(let name): Self.encoded(name)
            case .srv(let priority, let weight, let port, let target):
                Self.two(priority) + Self.two(weight) + Self.two(port) + Self.encoded(target)
            }
        let owner = name.lowercased() == question.lowercased() ? [0xC0, 12] : Self.encoded(name)
        return owner + Self.two(type) + Self.two(1) + Self.two(Int(seconds >> 16)) + Self.two(Int(seconds & 0xFFFF))
            + Self.two(data.count) + data
    }

    static func encoded(_ name: String) -> [UInt8] {
        name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    static func two(_ number: Int) -> [UInt8] { [UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)] }
}
