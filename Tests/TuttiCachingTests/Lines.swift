import HTTPTypes
import TuttiCaching

/// Headers from lines such as `Cache-Control: max-age=5`.
enum Lines {
    static func fields(_ lines: [String]) -> [HTTPField] {
        lines.compactMap { line in
            guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else {
                return nil
            }
            return HTTPField(
                name: name, value: line[line.index(after: colon)...].drop { $0 == " " }.description)
        }
    }

    static func values(_ name: String, _ lines: [String]) -> [String] {
        fields(lines).filter { $0.name.canonicalName == name.lowercased() }.map(\.value)
    }

    static func request(_ lines: [String] = [], _ method: HTTPRequest.Method = .get) -> CacheRequest {
        CacheRequest(method: method, fields: fields(lines))
    }
}
