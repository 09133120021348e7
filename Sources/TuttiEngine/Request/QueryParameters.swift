internal import TuttiJSON

/// A client's query, `application/x-www-form-urlencoded`.
struct QueryParameters {
    /// The first value of each name.
    private(set) var firstValues = JSONValue.object(JSONObject())
    /// All values of each name.
    private(set) var allValues = JSONValue.object(JSONObject())

    init(_ query: String) {
        guard !query.isEmpty else { return }
        // By bytes: Swift's strings hold a composed and a decomposed é to be equal, and services do not.
        var places: [[UInt8]: Int] = [:]
        var parameters: [(name: String, values: [JSONValue])] = []
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = PercentDecoding.formText(pair[..<equals])
            let value = PercentDecoding.formText(pair[equals...].dropFirst())
            if let place = places[Array(name.utf8)] {
                parameters[place].values.append(.string(value))
            } else {
                places[Array(name.utf8)] = parameters.count
                parameters.append((name, [.string(value)]))
            }
        }
        firstValues = .object(JSONObject(distinct: parameters.map { ($0.name, $0.values[0]) }))
        allValues = .object(JSONObject(distinct: parameters.map { ($0.name, .array($0.values)) }))
    }
}
