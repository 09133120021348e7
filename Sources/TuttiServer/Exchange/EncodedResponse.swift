internal import NIOCore
internal import HTTPTypes
internal import TuttiContentCoding
internal import TuttiJSON

/// Sends a content in a coding, a step whenever it has its turn (``TurnQueue``): other connections have theirs in between.
final class EncodedResponse: ExchangeHandler {
    /// Nil once it has nothing to do any more: it is large, and the client may still read for long.
    private var encoder: SteppedEncoder?
    /// What has not been encoded.
    private var pieces: ArraySlice<ArraySlice<UInt8>>
    private var rest: ArraySlice<UInt8> = []
    private var exchange: Exchange?
    private var isFinished = false
    private var isScheduled = false

    /// As many bytes of the content as a step takes.
    private static let step = 32 << 10

    /// A response whose head is out; see ``start()``.
    init(_ content: SplicedBytes, _ encoder: SteppedEncoder, of exchange: Exchange) {
        self.encoder = encoder
        self.exchange = exchange
        pieces = content.pieces[...]
    }

    /// Begins to write.
    func start() {
        schedule()
    }

    func bodyArrived(_ bytes: ByteBuffer) {}

    func bodyEnded(trailers: [HTTPField]) {}

    func clientLeft() {
        letGo()
    }

    /// There is nothing to do any more.
    private func letGo() {
        exchange = nil
        encoder = nil
        pieces = []
        rest = []
    }

    func writabilityChanged() {
        schedule()
    }

    private func schedule() {
        guard !isScheduled, let carrier = exchange?.carrier else { return }
        isScheduled = true
        carrier.turns.append {
            self.isScheduled = false
            self.proceed()
        }
    }

    private func proceed() {
        guard let exchange, let encoder = encoder?.encoder, exchange.isWritable else { return }
        var output: [UInt8] = []
        do throws(ContentEncodingError) {
            try encodeStep(encoder, into: &output)
        } catch {
            letGo()
            return exchange.abort()
        }
        if !output.isEmpty { exchange.write(ByteBuffer(bytes: output)) }
        if isFinished, !encoder.isBehind {
            letGo()
            exchange.end()
        } else {
            schedule()
        }
    }

    private func encodeStep(
        _ encoder: ContentEncoder, into output: inout [UInt8]
    ) throws(ContentEncodingError) {
        if encoder.isBehind { return try encoder.proceed(into: &output) }
        if rest.isEmpty {
            guard let next = pieces.popFirst() else {
                isFinished = true
                return try encoder.finish(into: &output)
            }
            rest = next
        }
        let piece = rest.prefix(Self.step)
        rest = rest.dropFirst(Self.step)
        try encoder.take(Array(piece), into: &output)
    }
}
