internal import ArgumentParser
internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// `tutti purge`: has responses in the cache of a running gateway no longer hold.
struct PurgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Have cached responses of a running gateway no longer hold.",
        discussion: """
            Asks the admin listener of the gateway, POST /cache/purge. What is purged is stale: it may stand in while a newer response is \
            fetched, where the file says so (while-revalidate, if-error). With --remove it is gone. Responses that are on their way are \
            met, too.

            Exit code 1 when the gateway doesn't understand what is to be purged, 2 when it doesn't answer.

            Examples:
              tutti purge user-7                       what has this tag
              tutti purge --service orders             all that comes from a service
              tutti purge --endpoint "GET /profile/{id}"
              tutti purge --path /profile/7
              tutti purge --all --remove
            """)

    @Argument(help: "Tags: `tags` of `cache`, or what a service says in Cache-Tag or Surrogate-Key.")
    var tags: [String] = []

    @Option(help: "A service, by its name in gateway.yaml.")
    var service: [String] = []

    @Option(help: "An endpoint or a route, as logs name it.")
    var endpoint: [String] = []

    @Option(help: "The path by which clients ask.")
    var path: [String] = []

    @Flag(help: "All responses.")
    var all = false

    @Flag(help: "Remove them: they don't stand in for anything, either.")
    var remove = false

    @Option(help: "Where the admin listener of the gateway is, HOST:PORT.")
    var admin = ListenAddress(host: "127.0.0.1", port: 9090)

    func validate() throws {
        if tags.isEmpty, service.isEmpty, endpoint.isEmpty, path.isEmpty, !all {
            throw ValidationError("say what is purged: a tag, --service, --endpoint, --path, or --all")
        }
        guard admin.path == nil else { throw ValidationError("--admin is HOST:PORT here") }
    }

    func run() async throws {
        let gateway = try GatewayConnection(to: admin, name: "purge")
        let call = UpstreamCall(method: .post, connectTimeout: .seconds(2), maximumResponseBytes: 1 << 16)
        let named = [("tag", tags), ("service", service), ("endpoint", endpoint), ("path", path)]
        var pairs = named.flatMap { name, values in values.map { "\(name)=\(PercentEncoding.encoded($0))" } }
        if all { pairs.append("all=true") }
        if remove { pairs.append("soft=false") }
        let response: UpstreamResponse
        do {
            response = try await gateway.ask(call, "/cache/purge?" + pairs.joined(separator: "&"))
        } catch {
            await gateway.close()
            throw error
        }
        await gateway.close()
        guard response.status == 200 else {
            Terminal.error.print(
                "tutti: the gateway at \(admin) says \(response.status): \(String(decoding: response.body, as: UTF8.self))"
            )
            throw response.status == 400 ? ExitCode.testsFailed : ExitCode.gatewayFailed
        }
        Terminal.output.print(remove ? "removed" : "stale from now on")
    }
}
