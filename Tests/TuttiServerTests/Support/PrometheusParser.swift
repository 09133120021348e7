/// Reads the Prometheus text format 0.0.4, strictly: a sample needs its HELP and TYPE lines before it.
enum PrometheusParser {
    struct Failure: Error {
        var line: String
    }

    /// Values by name and labels, `name{a=b,c=d}` with labels in the order of their names.
    static func parse(_ text: String) throws -> [String: Double] {
        guard text.hasSuffix("\n") else { throw Failure(line: "no line feed at the end") }
        var samples: [String: Double] = [:]
        var helped: Set<String> = []
        var family = ""
        var isHistogram = false
        for line in text.split(separator: "\n").map(String.init) {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if line.hasPrefix("# HELP ") {
                guard words.count == 4, helped.insert(words[2]).inserted else { throw Failure(line: line) }
                family = words[2]
            } else if line.hasPrefix("# TYPE ") {
                guard words.count == 4, words[2] == family, ["counter", "gauge", "histogram"].contains(words[3]) else {
                    throw Failure(line: line)
                }
                isHistogram = words[3] == "histogram"
            } else {
                let (name, labels, value) = try sample(line)
                let suffixes = isHistogram ? ["_bucket", "_sum", "_count"] : [""]
                guard suffixes.contains(where: { family + $0 == name }) else { throw Failure(line: line) }
                let key = labels.isEmpty ? name : name + "{" + labels.sorted().joined(separator: ",") + "}"
                guard samples.updateValue(value, forKey: key) == nil else { throw Failure(line: line) }
            }
        }
        return samples
    }

    private static func sample(_ line: String) throws -> (name: String, labels: [String], value: Double) {
        var rest = line[...]
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" }
        rest = rest.dropFirst(name.count)
        var labels: [String] = []
        if rest.first == "{" {
            repeat {
                rest = rest.dropFirst()
                let label = rest.prefix { $0.isLetter || $0 == "_" }
                rest = rest.dropFirst(label.count)
                guard rest.hasPrefix("=\"") else { throw Failure(line: line) }
                rest = rest.dropFirst(2)
                var value = ""
                while let character = rest.popFirst(), character != "\"" {
                    guard character == "\\" else {
                        value.append(character)
                        continue
                    }
                    switch rest.popFirst() {
                    case "n": value.append("\n")
                    case let escaped? where escaped == "\\" || escaped == "\"": value.append(escaped)
                    default: throw Failure(line: line)
                    }
                }
                labels.append(label + "=" + value)
            } while rest.first == ","
            guard rest.popFirst() == "}" else { throw Failure(line: line) }
        }
        guard rest.popFirst() == " ", let value = Double(rest), !name.isEmpty else { throw Failure(line: line) }
        return (String(name), labels, value)
    }
}
