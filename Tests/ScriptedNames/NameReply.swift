/// What a scripted name server sends for a question.
package struct NameReply: Sendable {
    /// The records of the answer.
    package var records: [NameRecord] = []
    /// The result: 0 is good, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED.
    package var code = 0
    /// Whether it says that it is cut; one over UDP that has more than 512 bytes says so by itself, and has no records.
    package var isTruncated = false
    /// What is added to the id of the question.
    package var idOffset = 0
    /// Whether it comes from another port than the question went to.
    package var isFromOtherPort = false
    /// The bytes to send in place of a message.
    package var bytes: [UInt8]?

    /// A reply with these records.
    package init(_ records: [NameRecord] = [], code: Int = 0) {
        (self.records, self.code) = (records, code)
    }

    /// The message for a question, which is given with its id.
    func message(to question: NameQuestion, id: Int, isTCP: Bool) -> [UInt8] {
        if let bytes { return bytes }
        let head: (Int, Bool) -> [UInt8] = { [code, idOffset] count, isCut in
            NameRecord.two((id + idOffset) & 0xFFFF) + NameRecord.two(0x8180 | (isCut ? 0x0200 : 0) | code)
                + NameRecord.two(1) + NameRecord.two(count) + [0, 0, 0, 0] + NameRecord.encoded(question.name)
                + NameRecord.two(question.type) + NameRecord.two(1)
        }
        let answer = head(records.count, isTruncated) + records.flatMap { $0.bytes(question: question.name) }
        return isTCP || answer.count <= 512 ? answer : head(0, true)
    }
}
