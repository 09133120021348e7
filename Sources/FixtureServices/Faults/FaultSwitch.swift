/// One parameter of `/_fault`: its name, what it takes and examples.
///
/// The help lists the examples, and the messages about an unknown name or a bad value are made of the names and ``allowed``. Which
/// values are taken and which parameters go together, ``Fault`` says, with messages of its own: change both together.
enum FaultSwitch: String, CaseIterable {
    case delay
    case status
    case hang
    case close
    case reset
    case body
    case trickle
    case headers
    case times
    case ratio
    case path

    /// What may stand after the `=`, worded as the end of the error message.
    var allowed: String {
        switch self {
        case .delay, .trickle: "a time from 1ms to 10m, such as 500ms, 2s or 1m"
        case .status: "a number from 200 to 599"
        case .hang: "true"
        case .close: "after-accept or after-request"
        case .reset: "mid-body or after-request"
        case .body: "invalid-json, endless, gzip-bomb or truncated-chunked"
        case .headers: "many or huge"
        case .times: "a number from 1 to 1000000"
        case .ratio: "a number from 0.001 to 1, such as 0.5"
        case .path: "a path that starts with /, such as /orders"
        }
    }

    /// Each form of the parameter with what it does.
    var examples: [(query: String, effect: String)] {
        switch self {
        case .delay: [("delay=500ms", "waits before answering")]
        case .status: [("status=503", "answers with that status and a problem body")]
        case .hang: [("hang=true", "reads the request and never answers")]
        case .close:
            [
                ("close=after-accept", "closes each connection without reading a request"),
                ("close=after-request", "reads the request, then closes without a byte"),
            ]
        case .reset:
            [
                ("reset=mid-body", "sends the head and half of the body, then a TCP reset"),
                ("reset=after-request", "reads the request, then a TCP reset without a byte"),
            ]
        case .body:
            [
                ("body=invalid-json", "a complete response that is not JSON"),
                ("body=endless", "a chunked body that never ends"),
                ("body=gzip-bomb", "100 kB of gzip that decode to 100 MiB of JSON"),
                ("body=truncated-chunked", "a chunked body without its last chunk, then a close"),
            ]
        case .trickle: [("trickle=100ms", "the head at once, then a byte each 100 ms")]
        case .headers:
            [("headers=many", "10,000 headers"), ("headers=huge", "one header of 1 MiB")]
        case .times: [("status=503&times=3", "only the next three requests")]
        case .ratio: [("status=503&ratio=0.5", "every other request")]
        case .path: [("hang=true&path=/orders", "only requests whose path starts so")]
        }
    }
}
