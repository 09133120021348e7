extension ClientRequest {
    /// The names of headers in the client's `Connection`, in lower case.
    var connectionOptions: Set<String> {
        var options: Set<String> = []
        for value in headers.values(named: "connection") {
            for option in value.utf8.split(separator: UInt8(ascii: ",")) {
                let name = option.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
                options.insert(String(decoding: name, as: UTF8.self).lowercased())
            }
        }
        return options
    }
}
