/// Names that were seen, up to a number: the oldest are forgotten.
struct RecentNames {
    private let most: Int
    private var names: Set<String> = []
    /// In the order in which they came.
    private var order: [String] = []

    /// No names, of which at most so many are kept.
    init(most: Int) {
        self.most = max(most, 1)
    }

    /// Whether a name is among them.
    func contains(_ name: String) -> Bool { names.contains(name) }

    /// Adds a name; false for one that is there.
    mutating func insert(_ name: String) -> Bool {
        guard names.insert(name).inserted else { return false }
        order.append(name)
        if order.count > most {
            // A quarter at a time, so that little is moved.
            let gone = most / 4 + 1
            for name in order[..<gone] { names.remove(name) }
            order.removeFirst(gone)
        }
        return true
    }

    /// Takes a name out that was added last, or a moment ago.
    mutating func remove(_ name: String) {
        guard names.remove(name) != nil, let place = order.lastIndex(of: name) else { return }
        order.remove(at: place)
    }
}
