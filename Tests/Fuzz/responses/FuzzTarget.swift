import HTTPTypes
import NIOCore
@testable import TuttiStreams
import TuttiUpstream

/// Called by libFuzzer with each input: any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let options = input.first else { return 0 }
    let bytes = input.dropFirst()
    let whole = Outcome(of: [bytes], options)
    precondition(whole.body.count <= bytes.count, "there is more of a body than has arrived")

    let single = Outcome(of: bytes.indices.map { bytes[$0...$0] }, options)
    precondition(single.isLike(whole), "in pieces of one byte the response is another")
    // Pieces of other lengths, which the input chooses.
    let length = Int(options >> 3) + 2
    let pieces = stride(from: bytes.startIndex, to: bytes.endIndex, by: length).map {
        bytes[$0..<min($0 + length, bytes.endIndex)]
    }
    precondition(Outcome(of: pieces, options).isLike(whole), "in other pieces the response is another")
    return 0
}

/// What is read of a connection.
private struct Outcome {
    var heads: [StreamedResponseHead] = []
    var body: [UInt8] = []
    var trailers: [HTTPField] = []
    var isComplete = false
    var keepsAlive = false
    var defect: ResponseDefect?

    /// Reads bytes piece by piece; the options say whether the request was HEAD, asked for an upgrade, and whether the service closes.
    init(of pieces: [ArraySlice<UInt8>], _ options: UInt8) {
        var reader = ResponseReader()
        reader.begin(isHead: options & 1 != 0, mayUpgrade: options & 2 != 0)
        do throws(ResponseDefect) {
            for piece in pieces {
                reader.feed(ByteBuffer(bytes: piece))
                while let part = try reader.next() { take(part) }
            }
            if options & 4 != 0, let part = try reader.inputEnded() { take(part) }
        } catch {
            defect = error
        }
        keepsAlive = reader.keepsAlive
    }

    private mutating func take(_ part: ResponseReader.Part) {
        precondition(!isComplete, "a part comes behind the end")
        switch part {
        case .interim(let head): heads.append(head)
        case .head(let head), .upgrade(let head): heads.append(head)
        case .body(let bytes):
            precondition(bytes.readableBytes > 0, "a part of a body is empty")
            body += bytes.readableBytesView
        case .end(let trailers):
            self.trailers = trailers
            isComplete = true
        }
    }

    /// Whether another way of cutting led to the same; what came in front of a defect may be less, because it was not asked for.
    func isLike(_ other: Outcome) -> Bool {
        guard defect == other.defect, isComplete == other.isComplete else { return false }
        return defect != nil
            || heads == other.heads && body == other.body && trailers == other.trailers
                && keepsAlive == other.keepsAlive
    }
}
