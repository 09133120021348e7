/// What an issuer has a browser bring back (RFC 6749, 4.1.2; RFC 9207).
package struct CallbackParameters: Sendable, Equatable {
    /// `state`.
    package private(set) var state: String?
    /// `code`.
    package private(set) var code: String?
    /// `iss`.
    package private(set) var issuer: String?
    /// `error`.
    package private(set) var error: String?

    /// Reads a query; nil for one that has any of it twice.
    package init?(query: String) {
        for parameter in QueryList.parameters(of: query) {
            let isFirst =
                if parameter.hasName("state") {
                    Self.set(&state, parameter)
                } else if parameter.hasName("code") {
                    Self.set(&code, parameter)
                } else if parameter.hasName("iss") {
                    Self.set(&issuer, parameter)
                } else if parameter.hasName("error") {
                    Self.set(&error, parameter)
                } else {
                    true
                }
            guard isFirst else { return nil }
        }
    }

    private static func set(_ value: inout String?, _ parameter: QueryList.Parameter) -> Bool {
        guard value == nil else { return false }
        value = parameter.decodedValue
        return true
    }
}
