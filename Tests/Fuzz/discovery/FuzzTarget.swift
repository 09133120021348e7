import TuttiComposition
import TuttiDiscovery

/// Called by libFuzzer with each input: `R` and an answer about SRV records, or `F` and a file with instances.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let kind = input.first else { return 0 }
    let bytes = Array(input.dropFirst())
    if kind == UInt8(ascii: "R") { readAnswer(bytes) } else { readFile(bytes) }
    return 0
}

private func readAnswer(_ bytes: [UInt8]) {
    guard let answer = SRVAnswer(bytes.span) else { return }
    // A record takes 17 bytes at least: a name of one, ten of its head, six, and a target.
    precondition(answer.records.count + answer.cut <= bytes.count / 17, "more records than were sent")
    precondition(answer.records.count <= SRVAnswer.recordLimit, "more records than there may be")
    for record in answer.records {
        precondition((1...254).contains(record.host.utf8.count), "a host without a name")
        precondition(record.host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a host of other characters")
        precondition((1...65_535).contains(record.port), "no port")
        precondition((0...65_535).contains(record.priority) && (0...65_535).contains(record.weight), "out of range")
    }
    precondition(SRVAnswer(bytes.span) == answer, "read again, it is another answer")
}

private func readFile(_ bytes: [UInt8]) {
    do throws(InstanceList.Unreadable) {
        let list = try InstanceList(bytes)
        precondition(list.instances.count <= bytes.count / 2, "more instances than were written")
        for instance in list.instances where instance.socketPath == nil {
            precondition(!instance.host.isEmpty && (1...65_535).contains(instance.port), "no host, or no port")
            precondition((1...65_535).contains(instance.weight), "a weight out of range")
        }
    } catch {
        precondition(!error.description.isEmpty && error.description.utf8.count < 4_096, "no reason, or a long one")
    }
}
