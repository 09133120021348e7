internal import HTTPTypes
internal import TuttiPlan

/// Names of operations, which code generators make names of functions of: `getProfileById`.
///
/// A name is made of method and path alone, so it stays the same when other endpoints and routes are added or removed. Where
/// two names would be the same, the second gets a number.
struct OperationIDs {
    private var taken: Set<String> = []

    /// The name of an endpoint or a route, which no other has.
    mutating func next(for method: HTTPRequest.Method, _ path: PathPattern) -> String {
        unique(Self.name(of: method, path))
    }

    /// A name that is given, with a number behind it if another operation has it.
    mutating func unique(_ name: String) -> String {
        var id = name
        var number = 1
        while !taken.insert(id).inserted {
            number += 1
            id = "\(name)_\(number)"
        }
        return id
    }

    private static func name(of method: HTTPRequest.Method, _ path: PathPattern) -> String {
        var words: [String] = []
        for segment in path.segments {
            switch segment {
            case .literal(let text): words += self.words(in: text)
            case .parameter(let name, let prefix, let suffix):
                words += self.words(in: prefix) + ["By"] + self.words(in: name) + self.words(in: suffix)
            }
        }
        return method.rawValue.lowercased() + (words.isEmpty ? "Root" : words.joined())
    }

    /// Runs of ASCII letters and digits, each beginning with a capital: `order-history` gives `Order` and `History`.
    private static func words(in text: String) -> [String] {
        text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
    }
}
