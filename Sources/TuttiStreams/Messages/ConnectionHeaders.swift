internal import HTTPTypes

/// The headers that belong to one connection or frame a message, and are never passed from one connection to the next.
enum ConnectionHeaders {
    /// Whether it is one of those that a request to a service gets anew.
    static func contains(_ name: HTTPField.Name) -> Bool {
        switch name.canonicalName {
        case "connection", "content-length", "host", "keep-alive", "proxy-connection", "te", "transfer-encoding",
            "upgrade":
            true
        default: false
        }
    }
}
