import Foundation
import Testing

@Suite struct MetricsDocumentationTests {
    @Test func everyMetricIsInTheOperationsPage() async throws {
        let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        let root = here.pathComponents.dropLast(4).joined(separator: "/").dropFirst()
        let page = try String(contentsOfFile: root + "/docs/operations.md", encoding: .utf8)
        try await withServer(services: ["users"]) { server in
            let text = try await server.admin("/metrics").body
            let names = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map {
                $0.split(separator: " ")[2]
            }
            #expect(names.count > 20)
            for name in names { #expect(page.contains("`\(name)`"), "\(name) is not described") }
        }
    }
}
