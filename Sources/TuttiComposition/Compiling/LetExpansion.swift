internal import TuttiJSON
internal import TuttiPlan

/// What is read through the values of `let`: in place of the use of a value come those of the calls that it reads.
struct LetExpansion {
    private let callCount: Int
    private let lets: [LetReader.Result]
    /// The values, each behind those that it reads.
    private let order: [Int]
    /// For each value, the calls that it reads, itself or through others, and whether it copes with null of them.
    private let reads: [[Int: Bool]]

    /// An expansion of uses whose numbers from `callCount` on are those of values.
    init(_ lets: [LetReader.Result], behind callCount: Int) {
        self.lets = lets
        self.callCount = callCount
        var order: [Int] = []
        var open: Set<Int> = []
        var reads = [[Int: Bool]](repeating: [:], count: lets.count)
        func visit(_ index: Int) {
            // Values that wait for each other have been reported.
            guard open.insert(index).inserted else { return }
            var calls: [Int: Bool] = [:]
            for use in lets[index].uses {
                let inner = use.call - callCount
                guard lets.indices.contains(inner) else {
                    calls[use.call] = (calls[use.call] ?? true) && use.copesWithNull
                    continue
                }
                visit(inner)
                for (call, copes) in reads[inner] {
                    calls[call] = (calls[call] ?? true) && (copes || use.copesWithNull)
                }
            }
            reads[index] = calls
            order.append(index)
        }
        for index in lets.indices { visit(index) }
        self.order = order
        self.reads = reads
    }

    /// The uses of calls, read directly or through values.
    ///
    /// A place that copes with null copes with a value that is null, and so with the calls that it reads.
    func calls(_ uses: [CallUse]) -> [CallUse] {
        guard !lets.isEmpty else { return uses }
        return uses.flatMap { use -> [CallUse] in
            guard lets.indices.contains(use.call - callCount) else { return [use] }
            return reads[use.call - callCount].sorted { $0.key < $1.key }.map { call, copes in
                CallUse(
                    call: call, copesWithNull: copes || use.copesWithNull, isRead: use.isRead, span: use.span,
                    name: use.name)
            }
        }
    }

    /// The slots of the values that are read themselves.
    func slots(_ uses: [CallUse]) -> [Int] {
        let numbers = Set(uses.lazy.map(\.call).filter { $0 >= callCount })
        return numbers.sorted().map { ScopeName.firstCallSlot + $0 }
    }

    /// The values, each behind those that it reads; `shown` is what the parts of the response read.
    func plans(shown: [ValueCompiler.Use]) -> [LetPlan] {
        return order.map { index in
            LetPlan(
                name: lets[index].key.text, slot: ScopeName.firstCallSlot + callCount + index, value: lets[index].value,
                calls: reads[index].keys.sorted(),
                sections: shown.filter { part in part.uses.contains { $0.call == callCount + index } }.map(\.pointer))
        }
    }
}
