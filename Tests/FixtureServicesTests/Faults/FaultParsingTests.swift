import Testing

@testable import FixtureServices

@Suite struct FaultParsingTests {
    @Test(arguments: [
        ("delay=500ms", Fault.delay(.milliseconds(500))),
        ("delay=2s", .delay(.seconds(2))),
        ("delay=10m", .delay(.seconds(600))),
        ("delay=1ms", .delay(.milliseconds(1))),
        ("status=503", .status(503)),
        ("status=200", .status(200)),
        ("hang=true", .hang),
        ("close=after-accept", .closeAfterAccept),
        ("close=after-request", .closeAfterRequest),
        ("reset=mid-body", .resetMidBody),
        ("reset=after-request", .resetAfterRequest),
        ("body=invalid-json", .invalidJSON),
        ("body=endless", .endless),
        ("body=gzip-bomb", .gzipBomb),
        ("body=truncated-chunked", .truncatedChunked),
        ("headers=many", .manyHeaders),
        ("headers=huge", .hugeHeader),
        ("trickle=100ms", .trickle(.milliseconds(100))),
        ("status=503&times=3", .status(503).times(3)),
        ("times=3&status=503", .status(503).times(3)),
        ("hang=true&path=/orders", .hang.path("/orders")),
        ("hang=true&path=%2Forders", .hang.path("/orders")),
        ("status=500&ratio=0.5", Fault(status: 500, perMille: 500)),
        ("status=500&ratio=0.125", Fault(status: 500, perMille: 125)),
        ("status=500&ratio=0.05", Fault(status: 500, perMille: 50)),
        ("status=500&ratio=1", Fault(status: 500, perMille: 1_000)),
        ("close=after-accept&times=2&ratio=0.5", Fault(ending: .closeAfterAccept, times: 2, perMille: 500)),
        (
            "delay=1s&status=500&headers=many&trickle=1ms",
            Fault(delay: .seconds(1), status: 500, headers: .many, ending: .trickle(.milliseconds(1)))
        ),
    ])
    func reads(_ text: String, _ fault: Fault) throws {
        #expect(try Fault(parsing: text) == fault)
    }

    @Test(arguments: [
        ("", "Nothing to do"),
        ("times=3", "Nothing to do"),
        ("nonsense=1", "There are: delay, status, hang"),
        ("delay", "a time from 1ms"),
        ("delay=500", "a time from 1ms"),
        ("delay=0ms", "a time from 1ms"),
        ("delay=-5ms", "a time from 1ms"),
        ("delay=11m", "a time from 1ms"),
        ("delay=1.5s", "a time from 1ms"),
        ("delay=99999999999999999999ms", "a time from 1ms"),
        ("delay=٣s", "a time from 1ms"),
        ("status=199", "from 200 to 599"),
        ("status=600", "from 200 to 599"),
        ("status=abc", "from 200 to 599"),
        ("hang=false", "it takes true"),
        ("close=later", "after-accept or after-request"),
        ("reset=soon", "mid-body"),
        ("body=big", "invalid-json, endless, gzip-bomb or truncated-chunked"),
        ("headers=few", "many or huge"),
        ("status=500&times=0", "from 1 to 1000000"),
        ("status=500&ratio=0", "0.001 to 1"),
        ("status=500&ratio=0.000", "0.001 to 1"),
        ("status=500&ratio=1.5", "0.001 to 1"),
        ("status=500&ratio=0.1234", "0.001 to 1"),
        ("status=500&ratio=half", "0.001 to 1"),
        ("hang=true&path=orders", "starts with /"),
        ("hang=true&body=endless", "exclude each other"),
        ("status=500&status=501", "given twice"),
        ("close=after-accept&delay=1s", "combines with times and ratio only"),
        ("close=after-accept&path=/x", "combines with times and ratio only"),
    ])
    func refusesAndSaysWhatIsAllowed(_ text: String, _ words: String) {
        let error = #expect(throws: FaultSyntaxError.self) { try Fault(parsing: text) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func everyExampleOfTheHelpIsUnderstood() throws {
        for example in FaultSwitch.allCases.flatMap(\.examples) { _ = try Fault(parsing: example.query) }
    }

    @Test(arguments: [
        ("delay=2s&status=503&times=3", "waits 2000 ms, then answers 503; the next 3 requests"),
        ("hang=true&ratio=0.5&path=/orders", "never answers; 500 of 1000 requests; paths that start with /orders"),
        ("trickle=5ms&times=1", "sends a byte of the body each 5 ms; the next request only"),
    ])
    func readsAsASentence(_ text: String, _ words: String) throws {
        #expect(try Fault(parsing: text).description == words)
    }
}
