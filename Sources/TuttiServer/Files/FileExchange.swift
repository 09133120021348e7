internal import NIOCore
internal import HTTPTypes
internal import TuttiEngine
internal import TuttiFiles
internal import TuttiSystem

/// Answers one request with a file: reads a piece whenever the client has taken the one before, and has its turn (``TurnQueue``).
///
/// A file that gets shorter or is written to meanwhile ends as a response that is broken off: what was sent is not what the file was.
final class FileExchange: ExchangeHandler {
    /// As much is read at once; a file that is no longer goes out with its head.
    private static let piece = 64 << 10

    private let target: FileTarget
    private let held: HeldFiles
    private var exchange: Exchange?
    /// What is sent; nil before it is known, and when nothing more is.
    private var part: FileResponse.Part?
    /// The file, open; nil while the client is waited for and too many others have theirs open.
    private var file: OpenFile?
    private var holdsPlace = false
    private var position = 0
    private var isScheduled = false

    /// A request that the route `target` takes.
    init(_ target: FileTarget, of exchange: Exchange, held: HeldFiles) {
        self.target = target
        self.exchange = exchange
        self.held = held
    }

    /// Begins; called once, while the exchange is being decided.
    ///
    /// A body is read and dropped.
    func start() {
        exchange?.stream(to: self, isWhole: true)
    }

    deinit {
        letGo()
    }

    func bodyArrived(_ bytes: ByteBuffer) {}

    func bodyEnded(trailers: [HTTPField]) {
        // A connection may bring a hundred requests at once, each for a file that the disk has to find.
        exchange?.carrier?.turns.append { self.lookUp() }
    }

    private func lookUp() {
        guard let exchange, exchange.awaitsResponse else { return }
        let request = exchange.request
        let question = FileQuestion(
            isHead: request.isHead, path: request.path, query: request.query, requestID: exchange.id
        ) { request.headers[$0] }
        switch FileLookup(target).response(to: question) {
        case .whole(let response): answer(response)
        case .file(let part, let file): send(part, file, of: exchange)
        }
    }

    func clientLeft() {
        letGo()
    }

    func writabilityChanged() {
        schedule()
    }

    private func answer(_ response: ComposedResponse) {
        let exchange = exchange
        letGo()
        exchange?.send(response)
    }

    private func send(_ part: FileResponse.Part, _ file: OpenFile, of exchange: Exchange) {
        let length = part.range.count
        if !exchange.request.isHead, length <= Self.piece {
            guard let bytes = try? file.read(from: part.range.lowerBound, atMost: length), bytes.count == length,
                file.isUnchanged
            else {
                return answer(FileProblem.response(FileProblem.changing, requestID: exchange.id))
            }
            return answer(ComposedResponse(status: part.status, headers: part.headers, body: bytes, calls: []))
        }
        exchange.begin(ResponseHead(status: part.status, headers: part.headers), length: .known(length))
        guard !exchange.isBodiless else {
            letGo()
            return exchange.end()
        }
        // The connection may have failed as the head was written.
        guard self.exchange != nil else { return }
        self.part = part
        self.file = file
        position = part.range.lowerBound
        proceed()
    }

    private func schedule() {
        guard !isScheduled, part != nil, let carrier = exchange?.carrier else { return }
        isScheduled = true
        carrier.turns.append {
            self.isScheduled = false
            self.proceed()
        }
    }

    /// Sends the next piece, if the client takes it.
    private func proceed() {
        guard let exchange, let part, exchange.isWritable else { return }
        let length = min(Self.piece, part.range.upperBound - position)
        guard let file = file ?? part.reopened(), let bytes = try? file.read(from: position, atMost: length),
            bytes.count == length
        else { return breakOff(exchange) }
        position += length
        let isLast = position == part.range.upperBound
        guard !isLast || file.isUnchanged else { return breakOff(exchange) }
        keep(file)
        exchange.write(ByteBuffer(bytes: bytes))
        // The connection may have failed as the piece was written.
        guard self.part != nil else { return }
        if isLast {
            letGo()
            exchange.end()
        } else {
            schedule()
        }
    }

    /// Keeps a file open for the next piece, or closes it.
    private func keep(_ file: OpenFile) {
        if !holdsPlace { holdsPlace = held.takePlace() }
        self.file = holdsPlace ? file : nil
    }

    private func breakOff(_ exchange: Exchange) {
        letGo()
        exchange.abort()
    }

    private func letGo() {
        exchange = nil
        part = nil
        file = nil
        if holdsPlace { held.givePlaceBack() }
        holdsPlace = false
    }
}
