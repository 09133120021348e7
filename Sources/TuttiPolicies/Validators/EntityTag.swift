/// Which state of a resource a response shows (RFC 9110, 8.8.3): `"abc"`, or `W/"abc"`.
package struct EntityTag: Sendable, Hashable {
    /// Whether it says only that the content means the same; else that it has the same bytes.
    package let isWeak: Bool
    /// What stands between the quotation marks.
    package let opaque: String

    /// Reads a tag; nil for what is none.
    package init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)[...]
        isWeak = bytes.starts(with: "W/".utf8)
        if isWeak { bytes = bytes.dropFirst(2) }
        guard bytes.count >= 2, bytes.first == Self.quote, bytes.last == Self.quote else { return nil }
        let opaque = bytes.dropFirst().dropLast()
        guard opaque.allSatisfy(Self.isOfTag) else { return nil }
        self.opaque = String(decoding: opaque, as: UTF8.self)
    }

    /// The strong tag of a content.
    package init(_ hash: ContentHash) {
        isWeak = false
        opaque = hash.text
    }

    private init(isWeak: Bool, opaque: String) {
        self.isWeak = isWeak
        self.opaque = opaque
    }

    /// The tag of a file as it is on disk, by its time and its length; all who serve a copy with the same time have the same.
    ///
    /// It is weak as long as a change could leave both as they are: clocks of file systems have steps of some milliseconds.
    ///
    /// - Parameters:
    ///   - size: how many bytes the file has.
    ///   - seconds: when it was changed, in seconds since 1970.
    ///   - nanoseconds: and nanoseconds behind these.
    ///   - coding: the content coding of what is in it, if it stands for another file: both may have the same time and length.
    ///   - now: the present, in seconds since 1970.
    package init(ofFile size: Int, seconds: Int64, nanoseconds: Int64, coding: String?, now: Int64) {
        let time = UInt64(bitPattern: seconds &* 1_000_000_000 &+ nanoseconds)
        let suffix = coding.map { "-\($0)" } ?? ""
        self.init(
            isWeak: now <= seconds || now - seconds < 2,
            opaque: "\(String(time, radix: 36))-\(String(max(size, 0), radix: 36))\(suffix)")
    }

    /// The tag as it is sent.
    package var text: String { isWeak ? "W/\"\(opaque)\"" : "\"\(opaque)\"" }

    /// The same tag as a weak one: for content that was compressed on its way.
    package var weakened: EntityTag { EntityTag(isWeak: true, opaque: opaque) }

    /// Whether both say that the content means the same (RFC 9110, 8.8.3.2).
    package func matchesWeakly(_ other: EntityTag) -> Bool {
        ASCII.equal(opaque, other.opaque)
    }

    /// Whether both say that the content has the same bytes.
    package func matchesStrongly(_ other: EntityTag) -> Bool {
        !isWeak && !other.isWeak && ASCII.equal(opaque, other.opaque)
    }

    package static func == (a: EntityTag, b: EntityTag) -> Bool {
        a.isWeak == b.isWeak && ASCII.equal(a.opaque, b.opaque)
    }

    /// What stands around a tag.
    package static let quote = UInt8(ascii: "\"")

    /// `etagc`: no quotation mark, and no white space.
    static func isOfTag(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != quote && byte != 0x7F
    }
}
