package import HTTPTypes

/// What a response depends on beside its target: `Vary` (RFC 9110, 12.5.5).
package enum VaryHeader {
    /// Adds the name of a request header to the first `Vary` there is, unless it is there or the response varies by everything.
    package static func add(_ name: HTTPField.Name, to headers: inout [HTTPField]) {
        for field in headers where field.name == .vary {
            for member in ListMembers(field.value)
            where member == "*" || ASCII.equalIgnoringCase(member, name.canonicalName) { return }
        }
        if let first = headers.firstIndex(where: { $0.name == .vary }) {
            let names = headers[first].value
            headers[first].value = names.isEmpty ? name.rawName : "\(names), \(name.rawName)"
        } else {
            headers.append(HTTPField(name: .vary, value: name.rawName))
        }
    }
}
