/// `${NAME}` and `${NAME:-default}` in a scalar: read from the environment when a composition is loaded.
///
/// Only `${` with a name and `}` or `:-` after it counts, so that `$` of expressions and `${path.id}` of a text with placeholders stay
/// what they are. `$${` stands for `${`. As in a shell, `:-` also replaces an empty value.
struct EnvironmentSubstitution {
    /// The variables; nil leaves every text as it is.
    let environment: [String: String]?

    /// What went wrong at a place of the raw text, in UTF-8 offsets.
    struct Failure: Error {
        let code: DiagnosticCode
        let message: String
        let help: String
        let range: Range<Int>
    }

    /// The text with its variables put in.
    func apply(to raw: String) -> (text: String, substitutions: [YAMLScalar.Substitution], failures: [Failure]) {
        guard let environment, raw.utf8.contains(UInt8(ascii: "$")) else { return (raw, [], []) }
        let bytes = Array(raw.utf8)
        var text: [UInt8] = []
        var substitutions: [YAMLScalar.Substitution] = []
        var failures: [Failure] = []
        var index = 0
        while index < bytes.count {
            let start = index
            let written = text.count
            var isEscape = false
            if bytes[index...].starts(with: "$${".utf8) {
                text.append(contentsOf: "${".utf8)
                index += 3
                isEscape = true
            } else if let reference = Reference(in: bytes, at: index) {
                switch value(of: reference, in: bytes, environment) {
                case .success(let value): text.append(contentsOf: value.utf8)
                case .failure(let failure): failures.append(failure)
                }
                index = reference.range.upperBound
            } else {
                text.append(bytes[index])
                index += 1
                continue
            }
            substitutions.append(
                YAMLScalar.Substitution(raw: start..<index, text: written..<text.count, isEscape: isEscape))
        }
        return (String(decoding: text, as: UTF8.self), substitutions, failures)
    }

    private func value(
        of reference: Reference, in bytes: [UInt8], _ environment: [String: String]
    ) -> Result<String, Failure> {
        let value = environment[reference.name]
        if let fallback = reference.fallback {
            guard reference.isClosed else {
                return .failure(
                    Failure(
                        code: .invalidSubstitution, message: "`${\(reference.name):-` is not closed",
                        help: "put a `}` after the default", range: reference.range))
            }
            if let value, !value.isEmpty { return .success(value) }
            return .success(String(decoding: bytes[fallback], as: UTF8.self))
        }
        if let value { return .success(value) }
        return .failure(
            Failure(
                code: .missingVariable, message: "the environment has no `\(reference.name)`",
                help:
                    "set it, or give a default: `${\(reference.name):-default}`; for one command, `--env \(reference.name)=…` gives it; `$${` stands for `${` itself",
                range: reference.range))
    }

    /// One `${…}`.
    private struct Reference {
        let name: String
        let fallback: Range<Int>?
        let isClosed: Bool
        let range: Range<Int>

        init?(in bytes: [UInt8], at start: Int) {
            guard bytes[start...].starts(with: "${".utf8) else { return nil }
            var index = start + 2
            while index < bytes.count, Identifier.continues(bytes[index]) { index += 1 }
            guard index > start + 2, Identifier.begins(bytes[start + 2]) else { return nil }
            name = String(decoding: bytes[(start + 2)..<index], as: UTF8.self)
            if bytes[index...].first == UInt8(ascii: "}") {
                (fallback, isClosed, range) = (nil, true, start..<(index + 1))
            } else if bytes[index...].starts(with: ":-".utf8) {
                let end = bytes[index...].firstIndex(of: UInt8(ascii: "}"))
                fallback = (index + 2)..<(end ?? bytes.count)
                isClosed = end != nil
                range = start..<(end.map { $0 + 1 } ?? bytes.count)
            } else {
                return nil
            }
        }
    }
}
