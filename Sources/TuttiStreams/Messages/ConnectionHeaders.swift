/// The headers that belong to one connection or frame a message, and are never passed from one connection to the next.
enum ConnectionHeaders {
    /// Whether a name, in lower case, is one of those that a request to a service gets anew.
    static func contains(_ name: String) -> Bool {
        // The length rules most out, without a look at the text.
        return switch name.utf8.count {
        case 2: name == "te"
        case 4: name == "host"
        case 7: name == "upgrade"
        case 10: name == "connection" || name == "keep-alive"
        case 14: name == "content-length"
        case 16: name == "proxy-connection"
        case 17: name == "transfer-encoding"
        default: false
        }
    }
}
