import TuttiContentCoding

/// Called by libFuzzer with each input: a byte that says how, and then steps, each a byte and the bytes that it speaks of.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let how = input.first else { return 0 }
    let coding: ContentCoding = how & 1 == 0 ? .gzip : .brotli
    checkDecoding(Array(input.dropFirst()), coding)
    guard let encoder = try? ContentEncoder(coding, sizeHint: how & 2 == 0 ? nil : Int(how) << (Int(how) >> 3)),
        let decoder = try? ContentDecoder(coding, limit: 1 << 24)
    else { return 0 }
    var body: [UInt8] = []
    var decoded: [UInt8] = []
    var encoded: [UInt8] = []
    func decode() {
        guard (try? decoder.take(encoded, into: &decoded)) != nil else {
            preconditionFailure("what was encoded can't be decoded")
        }
        while decoder.isBehind { try? decoder.proceed(into: &decoded) }
        encoded.removeAll()
    }
    var rest = input.dropFirst()
    while let step = rest.popFirst() {
        switch step {
        case 255:
            try? encoder.flush(into: &encoded)
            while encoder.isBehind { try? encoder.proceed(into: &encoded) }
            decode()
            precondition(decoded == body, "what was flushed can't be decoded yet")
        case 128..<255:
            // As many times as makes steps of it.
            let piece = Array(rest.prefix(16))
            rest = rest.dropFirst(16)
            let long = Array(repeatElement(piece, count: Int(step) * 16).joined())
            try? encoder.take(long, into: &encoded)
            body += long
        default:
            let piece = Array(rest.prefix(Int(step)))
            rest = rest.dropFirst(Int(step))
            try? encoder.take(piece, into: &encoded)
            body += piece
        }
    }
    try? encoder.finish(into: &encoded)
    while encoder.isBehind { try? encoder.proceed(into: &encoded) }
    decode()
    precondition(decoded == body, "what is decoded is another body")
    precondition((try? decoder.finish()) != nil, "the end is missing")
    return 0
}

/// Whatever comes, it's an error or a body within its bounds.
private func checkDecoding(_ bytes: [UInt8], _ coding: ContentCoding) {
    let limit = 1 << 16
    for coding in [coding, .deflate] {
        guard let decoder = try? ContentDecoder(coding, limit: limit) else { return }
        var output: [UInt8] = []
        guard (try? decoder.take(bytes, into: &output)) != nil else { continue }
        while decoder.isBehind { guard (try? decoder.proceed(into: &output)) != nil else { break } }
        precondition(output.count <= limit, "more was decoded than is allowed")
    }
}
