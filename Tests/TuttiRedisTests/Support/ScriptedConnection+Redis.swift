import ScriptedServices

extension ScriptedConnection {
    /// The next command; nil when the client has closed.
    func command() -> [String]? {
        guard let head = read(until: "\r\n"), let count = Int(head.dropFirst().dropLast()) else { return nil }
        var words: [String] = []
        for _ in 0..<count {
            guard let length = read(until: "\r\n").flatMap({ Int($0.dropFirst().dropLast()) }),
                let bytes = read(length + 2)
            else { return nil }
            words.append(String(decoding: bytes.dropLast(2), as: UTF8.self))
        }
        return words
    }

    /// Answers the first words of a client, in RESP3.
    func greet() {
        _ = command()
        write("%0\r\n")
        _ = command()
        write("+OK\r\n")
    }
}
