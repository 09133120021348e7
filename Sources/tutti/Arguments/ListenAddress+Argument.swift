internal import ArgumentParser
internal import TuttiPlan

extension ListenAddress: ExpressibleByArgument {
    /// Reads `HOST:PORT`, `[::1]:PORT`, `:PORT` or `unix:/PATH`.
    package init?(argument: String) {
        if argument.hasPrefix(Self.pathScheme + "/") {
            self.init(path: String(argument.dropFirst(Self.pathScheme.count)))
            return
        }
        guard let colon = argument.lastIndex(of: ":"),
            let port = Int(argument[argument.index(after: colon)...]), (0...65535).contains(port)
        else { return nil }
        var host = String(argument[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.init(host: host.isEmpty ? "0.0.0.0" : host, port: port)
    }
}
