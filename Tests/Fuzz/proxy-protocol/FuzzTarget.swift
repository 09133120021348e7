import TuttiPolicies

/// Called by libFuzzer with each input: the first byte is the size of the pieces in which the rest comes.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let size = input.first else { return 0 }
    let bytes = Array(input.dropFirst())
    let whole = outcome(bytes, pieces: max(bytes.count, 1))
    precondition(outcome(bytes, pieces: Int(size) + 1) == whole, "pieces make a difference")
    guard case .header(let connection, let length) = whole else { return 0 }
    precondition(length <= bytes.count && length <= 4_096, "a header is longer than what has come")
    // What follows is the client's, and nothing less is a header.
    precondition(outcome(bytes + [0x47], pieces: bytes.count) == whole, "a byte behind the header changes it")
    precondition(outcome(Array(bytes[..<(length - 1)]), pieces: length) == .incomplete, "half of a header is one")
    if case .from(let source, _, let destination, _) = connection {
        precondition(
            IPAddress(source.description) == source && IPAddress(destination.description) == destination, "no addresses"
        )
    }
    return 0
}

private enum Outcome: Equatable {
    case incomplete
    case header(ProxiedConnection, length: Int)
    case violation(ProxyProtocolViolation)
}

private func outcome(_ bytes: [UInt8], pieces: Int) -> Outcome {
    var parser = ProxyProtocolParser()
    var place = 0
    while place < bytes.count {
        let piece = bytes[place..<min(place + pieces, bytes.count)]
        do {
            if case .complete(let connection, let taken) = try parser.take(piece) {
                return .header(connection, length: place + taken)
            }
        } catch {
            return .violation(error)
        }
        place += piece.count
    }
    return .incomplete
}
