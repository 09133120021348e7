internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSystem

extension PolicyExplanation {
    /// A line for each policy, and where it stands; an empty line before them, if there are some.
    func lines(behind prefix: String, style: TextStyle) -> [String] {
        guard !facts.isEmpty else { return [] }
        var rows = TextRows(left: 20)
        for fact in facts {
            let place = fact.source.map { " (\($0.line(behind: prefix)))" } ?? ""
            rows.add(("  " + fact.key, fact.key.count + 2), TextStyle.printable(fact.words + place))
        }
        return [""] + rows.lines
    }

    /// An object for each policy, by its key.
    func json(behind prefix: String) -> JSONValue {
        .members(
            facts.map { fact in
                (
                    fact.key,
                    [
                        "value": fact.value, "file": .text(fact.source.map { prefix + $0.file }),
                        "line": fact.source.map { .integer($0.line) } ?? .null,
                    ]
                )
            })
    }
}
