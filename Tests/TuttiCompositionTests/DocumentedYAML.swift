import Foundation

/// The YAML blocks of a page of the documentation, without their fences.
struct DocumentedYAML {
    let blocks: [String]

    /// The blocks of `docs/language.md` for instance; none if there is no such file.
    init(_ page: String) {
        let text = try? String(contentsOf: Examples.root.appendingPathComponent(page), encoding: .utf8)
        var blocks: [String] = []
        var block: [Substring]?
        for line in (text ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "```yaml" {
                block = []
            } else if line == "```", let lines = block {
                blocks.append(lines.joined(separator: "\n") + "\n")
                block = nil
            } else {
                block?.append(line)
            }
        }
        self.blocks = blocks
    }

    /// Those whose first line that is no comment begins with one of these keys.
    func blocks(beginningWith keys: String...) -> [String] {
        blocks.filter { block in
            let first = block.split(separator: "\n").first { !$0.hasPrefix("#") } ?? ""
            return keys.contains { first.hasPrefix($0 + ":") }
        }
    }
}
