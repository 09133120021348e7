internal import TuttiPlan
internal import TuttiResilience

extension ValueKind where Value == Bool {
    /// `true` or `false`.
    static var bool: ValueKind {
        ValueKind(
            schema: { .bool }, read: { ScalarReader(diagnostics: $2).bool($0, $1) }, written: { .bool($0) })
    }
}

extension ValueKind where Value == Int {
    /// A whole number within bounds; `help` is shown where the value is no number.
    static func integer(_ bounds: ClosedRange<Int>, help: String? = nil) -> ValueKind {
        ValueKind(
            schema: { .integer(bounds) }, bounds: bounds,
            read: { ScalarReader(diagnostics: $2).integer($0, $1, in: bounds, help: help) }, written: { .integer($0) })
    }

    /// A number of bytes: `64KiB`, `1MiB`.
    static var size: ValueKind {
        ValueKind(
            schema: { .size }, read: { ScalarReader(diagnostics: $2).size($0, $1) },
            written: { .string(ScalarReader.text(ofSize: $0)) })
    }
}

extension ValueKind where Value == Double {
    /// A share: above 0, at most 1.
    static var ratio: ValueKind {
        ValueKind(
            schema: { .ratio }, read: { ScalarReader(diagnostics: $2).ratio($0, $1) }, written: { .double($0) })
    }
}

extension ValueKind where Value == TimeSpan {
    /// A time above zero: `300ms`, `2s`, `5m`, `1h`.
    static var duration: ValueKind {
        ValueKind(
            schema: { .duration }, read: { ScalarReader(diagnostics: $2).duration($0, $1) },
            written: { .string(ScalarReader.text(ofDuration: $0)) })
    }
}

extension ValueKind where Value == String {
    /// Any scalar but null, as it is written.
    static var text: ValueKind {
        ValueKind(
            schema: { .text }, read: { ScalarReader(diagnostics: $2).text($0, $1)?.text }, written: { .string($0) })
    }

    /// A host, and perhaps a port: `api.example.com:8443`.
    static var host: ValueKind {
        ValueKind(
            schema: { .host }, read: { AddressReader(diagnostics: $2).host($0, $1)?.text }, written: { .string($0) })
    }
}

extension ValueKind where Value == ListenAddress {
    /// Where to listen: `127.0.0.1:8080`, `unix:/run/tutti.sock`.
    static var address: ValueKind {
        ValueKind(
            schema: { .address }, read: { AddressReader(diagnostics: $2).listenAddress($0, $1) },
            written: { .string($0.description) })
    }
}

extension ValueKind where Value: Equatable {
    /// One of some words; `refusal` says what is wrong with any other word, and what to write.
    static func oneOf(
        _ words: [(word: String, value: Value)],
        refusal: @escaping @Sendable (String) -> (message: String, help: String)
    ) -> ValueKind {
        ValueKind(
            schema: { .oneOf(words.map(\.word)) },
            read: { node, what, diagnostics in
                guard let scalar = ScalarReader(diagnostics: diagnostics).text(node, what) else { return nil }
                if let choice = words.first(where: { $0.word == scalar.text }) { return choice.value }
                let (message, help) = refusal(scalar.text)
                diagnostics.error(.wrongType, at: scalar.span, message, help: help)
                return nil
            },
            written: { value in .string(words.first { $0.value == value }?.word ?? "") })
    }
}
