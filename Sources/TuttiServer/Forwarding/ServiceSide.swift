internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiUpstream

/// What a service does about a request that is forwarded to it; it hands that on to the other side.
final class ServiceSide: UpstreamStreamObserver {
    private let forwarded: ForwardedExchange

    /// The service's side of a forwarded request.
    init(_ forwarded: ForwardedExchange) {
        self.forwarded = forwarded
    }

    private var exchange: Exchange { forwarded.exchange }

    func informed(_ head: StreamedResponseHead) {
        if head.status == 100 { return exchange.sayContinue() }
        var headers = head.headers
        ForwardedHeaders.removeOfConnection(from: &headers)
        forwarded.request.responseHeaders.removeNamed(from: &headers)
        exchange.inform(ResponseHead(status: head.status, headers: headers))
        if !exchange.isWritable { forwarded.stream?.pause() }
    }

    func responseBegan(_ head: StreamedResponseHead) {
        forwarded.responseBegan(head)
    }

    func bodyArrived(_ bytes: ByteBuffer) {
        forwarded.frames?.passed(bytes)
        exchange.write(bytes)
        if !exchange.isWritable { forwarded.stream?.pause() }
    }

    func responseEnded(trailers: [HTTPField]) {
        forwarded.responseEnded(trailers: trailers)
    }

    func upgraded(_ head: StreamedResponseHead) {
        forwarded.upgraded(head)
    }

    func writabilityChanged() {
        guard forwarded.stream?.isWritable == true else { return }
        exchange.resumeBody()
        forwarded.awaitContinue()
    }

    func failed(_ failure: UpstreamFailure) {
        forwarded.failed(failure)
    }
}
