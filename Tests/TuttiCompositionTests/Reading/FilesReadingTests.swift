import FilesOnDisk
import Testing
import TuttiComposition
import TuttiPlan

/// What is read of routes that serve files, and from where their folders are taken.
@Suite struct FilesReadingTests {
    private static func folder(_ route: String, in file: String) throws -> FolderOnDisk {
        let folder = try FolderOnDisk()
        try folder.write("services: { users: { instances: [http://127.0.0.1:1] } }\n", to: "compositions/gateway.yaml")
        try folder.write(route, to: "compositions/" + file)
        try folder.write("home", to: "public/index.html")
        try folder.write("home", to: "compositions/shop/public/index.html")
        return folder
    }

    private static func load(_ folder: FolderOnDisk, isForServing: Bool = true) -> LoadResult {
        CompositionLoader(environment: [:], isForServing: isForServing).load(folder: folder.path + "/compositions")
    }

    @Test func aGatewayThatOnlyServesFilesNeedsNoServices() throws {
        let folder = try Self.folder("route: /**\nfiles: ../public\n", in: "site.yaml")
        try folder.write("listen: 127.0.0.1:8080\n", to: "compositions/gateway.yaml")
        let result = Self.load(folder)
        #expect(result.diagnostics.isEmpty)
        #expect(result.plan?.services.isEmpty == true)
    }

    @Test(arguments: [("site.yaml", "../public"), ("shop/site.yaml", "public"), ("shop/site.yaml", "../../public/")])
    func theFolderIsTakenFromThatOfItsFile(file: String, source: String) throws {
        let folder = try Self.folder(
            "route: /**\nfiles: \(source)\nfallback: index.html\ncache-control: max-age=60\n", in: file)
        let result = Self.load(folder)
        let route = try #require(result.plan?.routes.first)
        let place = folder.path + "/compositions/" + (file == "site.yaml" ? "" : "shop/") + source
        let plan = FilesPlan(
            folder: place, source: source, fallback: "index.html", cacheControl: "max-age=60")
        #expect(route.action == .files(plan))
        #expect(route.name == "GET /**" && result.diagnostics.isEmpty)
    }

    /// It may be built where clients are served, and not where files are checked.
    @Test func aFolderThatIsMissingIsAWarningWhereClientsAreNotServed() throws {
        let folder = try Self.folder("route: /**\nfiles: nowhere\nfallback: index.html\n", in: "site.yaml")
        let checked = Self.load(folder, isForServing: false)
        #expect(checked.plan != nil)
        #expect(checked.diagnostics.map(\.code) == [.folderMissing])
        let served = Self.load(folder)
        #expect(served.plan == nil)
        #expect(served.diagnostics.map(\.message) == ["there is no folder `nowhere`"])
    }

    @Test(arguments: ["..", ".", "../compositions", "shop/.."])
    func theCompositionsAreNotServed(source: String) throws {
        let folder = try Self.folder("route: /**\nfiles: \(source)\n", in: "site.yaml")
        let result = Self.load(folder, isForServing: false)
        #expect(result.plan == nil)
        #expect(result.diagnostics.map(\.code) == [.invalidFolder])
    }

    @Test func otherMethodsOfThePathAreForOthers() throws {
        let folder = try Self.folder(
            "route: /**\nfiles: ../public\n---\nroute: /**\nto: users\n---\nroute: POST /**\nto: users\n",
            in: "site.yaml")
        #expect(Self.load(folder).diagnostics.isEmpty)
    }
}
