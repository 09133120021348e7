internal import HTTPTypes

/// A request of the file of `tutti warm`.
struct WarmRequest: Sendable, Equatable {
    let target: String
    var headers: [HTTPField] = []

    /// A line that can't be read.
    struct Mistake: Error, Equatable {
        let line: Int
        let message: String
    }

    /// The requests of a text.
    static func requests(in text: String) throws(Mistake) -> [WarmRequest] {
        var requests: [WarmRequest] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let isIndented = line.first == " " || line.first == "\t"
            let words = line.trimmedSpaces
            guard !words.isEmpty, !words.hasPrefix("#") else { continue }
            if isIndented {
                guard let colon = words.firstIndex(of: ":"), let name = HTTPField.Name(String(words[..<colon])) else {
                    throw Mistake(line: index + 1, message: "`\(words)` is no header, as in ` accept-language: de`")
                }
                guard !requests.isEmpty else {
                    throw Mistake(line: index + 1, message: "a header stands below the request that it belongs to")
                }
                let value = words[words.index(after: colon)...].trimmedSpaces
                requests[requests.count - 1].headers.append(HTTPField(name: name, value: value))
            } else {
                let target = words.hasPrefix("GET ") ? words.dropFirst(4).trimmedSpaces : words
                guard target.hasPrefix("/"), target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                    throw Mistake(line: index + 1, message: "`\(words)` is no path, as in /profile/7?lang=de")
                }
                requests.append(WarmRequest(target: target))
            }
        }
        return requests
    }
}

extension StringProtocol {
    fileprivate var trimmedSpaces: String {
        let end = lastIndex { $0 != " " && $0 != "\t" && $0 != "\r" }.map { index(after: $0) } ?? startIndex
        return String(self[..<end].drop { $0 == " " || $0 == "\t" })
    }
}
