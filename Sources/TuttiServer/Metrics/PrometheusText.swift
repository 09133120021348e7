/// Writes metrics in the Prometheus text format, version 0.0.4.
struct PrometheusText {
    /// The value of `Content-Type`.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The kinds of metric that are used.
    enum Kind: String {
        /// It only goes up, until a restart.
        case counter
        /// It goes up and down.
        case gauge
        /// Counts by upper bound.
        case histogram
    }

    /// What has been written.
    private(set) var text = ""

    /// Begins a metric; its samples follow.
    mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Writes a sample with an integer value.
    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Int) {
        write(name, labels, String(value))
    }

    /// Writes a sample with a fraction.
    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        write(name, labels, "\(value)")
    }

    /// Writes the samples of a histogram in seconds: its buckets, which include all smaller ones, sum and count.
    mutating func histogram(_ name: String, _ labels: [(String, String)], _ histogram: Histogram) {
        var below = 0
        for (bound, count) in zip(Histogram.bounds, histogram.counts) {
            below += count
            write(name + "_bucket", labels + [("le", "\(Double(bound) / 1e9)")], String(below))
        }
        write(name + "_bucket", labels + [("le", "+Inf")], String(histogram.total))
        write(name + "_sum", labels, "\(Double(histogram.sum) / 1e9)")
        write(name + "_count", labels, String(histogram.total))
    }

    private mutating func write(_ name: String, _ labels: [(String, String)], _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{"
            for (index, label) in labels.enumerated() {
                text += "\(index == 0 ? "" : ",")\(label.0)=\"\(Self.escaped(label.1))\""
            }
            text += "}"
        }
        text += " \(value)\n"
    }

    /// A label value with backslash, quote and line feed escaped.
    static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
        var escaped = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
