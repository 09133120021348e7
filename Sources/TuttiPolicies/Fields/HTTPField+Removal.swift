internal import HTTPTypes

extension [HTTPField] {
    /// Takes out the headers with certain names, which are given in lower case; most often there are none or few, and the others stay
    /// where they are.
    package mutating func removeHeaders(where isRemoved: (String) -> Bool) {
        guard var kept = indices.first(where: { isRemoved(self[$0].name.canonicalName) }) else { return }
        for index in kept..<endIndex where !isRemoved(self[index].name.canonicalName) {
            swapAt(kept, index)
            kept += 1
        }
        removeLast(endIndex - kept)
    }
}
