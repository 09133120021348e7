import HTTPTypes
import NIOCore

@testable import TuttiServer

/// Called by libFuzzer with each input: any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let options = input.first else { return 0 }
    let bytes = input.dropFirst()
    let whole = Outcome(of: [bytes])
    precondition(whole.bodyBytes <= bytes.count, "there is more of a body than has arrived")

    let single = Outcome(of: bytes.indices.map { bytes[$0...$0] })
    precondition(single.isLike(whole), "in pieces of one byte the requests are others")
    // Pieces of other lengths, which the input chooses.
    let length = Int(options) + 2
    let pieces = stride(from: bytes.startIndex, to: bytes.endIndex, by: length).map {
        bytes[$0..<min($0 + length, bytes.endIndex)]
    }
    precondition(Outcome(of: pieces).isLike(whole), "in other pieces the requests are others")
    return 0
}

/// What is read of a connection.
private struct Outcome {
    /// Request lines, headers and trailers, and the status of a refusal.
    var log: [String] = []
    /// The body of each request, one after the other.
    var bodies: [[UInt8]] = []
    var isWithinBody = false
    var isRefused = false

    /// Whether another way of cutting led to the same; of a body that breaks off in a defect less may have been handed out.
    func isLike(_ other: Outcome) -> Bool {
        log == other.log && isRefused == other.isRefused && (isRefused || bodies == other.bodies)
    }

    var bodyBytes: Int { bodies.reduce(0) { $0 + $1.count } }

    /// Reads bytes piece by piece.
    init(of pieces: [ArraySlice<UInt8>]) {
        let limits = ConnectionLimits()
        var reader = RequestReader(limits: limits)
        do throws(Refusal) {
            for piece in pieces {
                reader.feed(ByteBuffer(bytes: piece))
                while true {
                    if reader.isEnoughForATurn { reader.turnBegins() }
                    guard let part = try reader.next() else {
                        guard !reader.isEnoughForATurn else { continue }
                        break
                    }
                    try take(part, &reader, limits)
                }
            }
        } catch {
            precondition((400...599).contains(error.problem.status) && error.closes, "a refusal goes on")
            log.append("\(error.problem.status)")
            isRefused = true
        }
    }

    private mutating func take(
        _ part: RequestReader.Part, _ reader: inout RequestReader, _ limits: ConnectionLimits
    ) throws(Refusal) {
        switch part {
        case .head(let request):
            precondition(!isWithinBody, "a head comes within a body")
            for field in request.headers.fields {
                precondition(
                    !field.value.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }, "a control character")
            }
            precondition(request.target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a target of other bytes")
            var head = RequestHead(sent: request)
            try head.read(request, limits: limits)
            reader.bodyFollows(head.bodyLength)
            log.append("\(request.method) \(request.target) \(request.isOld) \(request.headers.fields)")
            bodies.append([])
            isWithinBody = true
        case .body(let bytes):
            precondition(isWithinBody && bytes.readableBytes > 0, "a part of no body, or an empty one")
            bodies[bodies.count - 1] += bytes.readableBytesView
        case .end(let trailers):
            precondition(isWithinBody, "an end of nothing")
            isWithinBody = false
            log.append("end \(trailers)")
        }
    }
}
