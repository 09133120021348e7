import HTTPTypes
import FilesOnDisk
import TuttiEngine
import TuttiFiles
import TuttiPlan
import TuttiSystem

/// A folder of files, and what requests for them get.
struct Site {
    let folder: FolderOnDisk
    var fallback: String?
    var cacheControl: String?
    var segmentsBefore = 0

    /// When the files were written, and when they are asked for.
    static let changed: Int64 = 1_700_000_000
    static let now: Int64 = 1_800_000_000

    /// What a client gets, its file read.
    struct Response {
        let status: Int
        let headers: [HTTPField]
        let text: String

        subscript(_ name: HTTPField.Name) -> String? { headers.first { $0.name == name }?.value }
    }

    init(_ files: [String: String]) throws {
        folder = try FolderOnDisk()
        for (name, text) in files { try folder.write(text, to: "public/" + name) }
    }

    /// The response to a request; `headers` are in lower case.
    func response(
        _ path: String, _ headers: [String: String] = [:], query: String = "", isHead: Bool = false,
        now: Int64 = Self.now
    ) throws -> Response {
        let plan = FilesPlan(
            folder: folder.path + "/public", source: "public", fallback: fallback, cacheControl: cacheControl)
        let target = FileTarget(plan: plan, segmentsBefore: segmentsBefore, responseHeaders: HeaderChanges())
        let question = FileQuestion(
            isHead: isHead, path: path[...], query: query, requestID: "r1"
        ) { headers[$0].map { [$0] } ?? [] }
        switch FileLookup(target).response(to: question, now: now) {
        case .whole(let response):
            return Response(
                status: response.status, headers: response.headers,
                text: String(decoding: response.body, as: UTF8.self))
        case .file(let part, let file):
            let bytes = try file.read(from: part.range.lowerBound, atMost: part.range.count)
            return Response(
                status: part.status, headers: part.headers, text: String(decoding: bytes, as: UTF8.self))
        }
    }
}
