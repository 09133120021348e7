internal import Foundation
internal import TuttiJSON

/// The contents of `users.json`, `orders.json`, `payments.json` and `catalog.json`, ready to be sent.
package struct FixtureData: Sendable {
    /// A record: its own bytes, minified, and the text of its members for look-ups.
    struct Record: Sendable {
        let json: [UInt8]
        private let members: [String: String]

        init?(_ node: JSONNode) {
            guard node.kind == .object else { return nil }
            json = node.compact
            members = Dictionary(
                node.members.map { ($0.name.string ?? "", $0.value.string ?? JSONValue.node($0.value).jsonText) },
                uniquingKeysWith: { first, _ in first })
        }

        /// A member's value as text, without the quotes of a string (`7`, `a7`); empty without that member.
        func text(_ name: String) -> String { members[name] ?? "" }
    }

    let users: [Record]
    let orders: [Record]
    let payments: [Record]
    let catalog: [Record]

    /// What is wrong with the folder, for the person who named it.
    package struct LoadError: Error, CustomStringConvertible {
        /// Which file and what to do.
        package let description: String
    }

    /// Reads the four files of a folder.
    ///
    /// - Throws: ``LoadError`` for a file that is missing, not JSON or not an array of objects.
    package static func load(directory: String) throws -> FixtureData {
        func records(_ service: FixtureService) throws -> [Record] {
            let path = directory + "/\(service.rawValue).json"
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw LoadError(
                    description: "\(path) can't be read. Name the folder that holds it with --data, "
                        + "or start from the root of the checkout.")
            }
            guard let array = try? JSONDocument(parsing: Array(bytes)).root, array.kind == .array else {
                throw LoadError(description: "\(path) is not a JSON array.")
            }
            let records = array.elements.compactMap(Record.init)
            guard records.count == array.count else {
                throw LoadError(description: "\(path): each element of the array has to be an object.")
            }
            return records
        }
        return try FixtureData(
            users: records(.users), orders: records(.orders), payments: records(.payments), catalog: records(.catalog))
    }

    /// Reads `fixtures/` of the checkout that contains the calling source file; for tests and benchmarks.
    ///
    /// - Throws: ``LoadError`` when no folder above the file holds `fixtures/users.json`.
    package static func ofCheckout(file: String = #filePath) throws -> FixtureData {
        // Without links in the path, the folders above the file are those of the checkout.
        var folder = URL(fileURLWithPath: file).resolvingSymlinksInPath()
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let fixtures = folder.appendingPathComponent("fixtures").path
            if FileManager.default.fileExists(atPath: fixtures + "/users.json") { return try load(directory: fixtures) }
        }
        throw LoadError(description: "No folder above \(file) holds fixtures/users.json.")
    }
}
