internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine

/// One request and its response, from the end of the header section to the last byte written.
///
/// Belongs to one connection and is touched on its event loop alone.
final class Exchange {
    /// The request's id.
    var id = ""
    /// When the header section had arrived.
    let started: NIODeadline
    /// The method; nil when the request could not be read.
    var method: HTTPRequest.Method?
    /// The path as sent; empty when the request could not be read.
    var path: Substring = ""
    /// The query as sent, without `?`.
    var query = ""
    /// Who has sent the request.
    let client: ConnectedClient
    /// Method and pattern of the endpoint, `GET /profile/{id}`; `none` when none was found.
    var endpointName = "none"
    /// What it is served with; nil when no endpoint was found.
    var generation: Generation?
    /// Index of the endpoint in the plan of ``generation``; nil when none was found.
    var endpoint: Int?
    /// Where the request is counted.
    var counter = MetricNames.noEndpoint
    /// The values of the path's parameters.
    var parameters: [String] = []
    /// The headers.
    var headers = HTTPHeaders()
    /// Whether the response goes without its body.
    var isHead = false
    /// Whether the client speaks HTTP/1.0, so that the response must say when the connection stays open.
    var isOld = false
    /// Whether the connection ends with the response.
    var closes = false
    /// The most bytes of the body.
    var bodyLimit = 0
    /// The bytes of the body so far.
    var body: [UInt8] = []
    /// How the body is read; nil when it is JSON as it is, or nobody reads it.
    var bodyForm: ClientBody?
    /// How many bytes of the body have arrived, those dropped included.
    var bodyBytes = 0
    /// The response that is settled before the body has arrived; the body is then read and dropped.
    var settled: ComposedResponse?
    /// The status of the response; 499 when the client left before there was one.
    var status = 0
    /// How many bytes of body the response has.
    var bytesSent = 0
    /// What happened to each call.
    var calls: [CallReport] = []
    /// Why parts of the response are null.
    var responseFailures: [String] = []
    /// Whether the client left before the response was written.
    var disconnected = false

    /// An exchange that begins now.
    init(client: ConnectedClient, started: NIODeadline) {
        self.client = client
        self.started = started
    }
}
