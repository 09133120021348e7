import Foundation
import Testing
import TuttiComposition
import TuttiPlan

/// What people write in paths, headers and keys who know other gateways, and what they are told.
@Suite struct MeantInFilesTests {
    private static func path(_ path: String) -> String {
        "endpoint: GET \(path)\ncalls: { u: { service: users, get: /x } }\nresponse: u\n"
    }

    @Test(
        arguments: [
            .error(
                "invalid-path", path("/a/▸*◂"),
                "`*` matches nothing but itself: an endpoint has a path of so many segments",
                "write `{name}` for one segment of any text; a `*` that is meant is written `%2A`"),
            .error(
                "invalid-path", path("/▸**◂"),
                "`**` matches nothing but itself: an endpoint has a path of so many segments",
                "write `{name}` for one segment of any text; a `*` that is meant is written `%2A`"),
            .error("invalid-path", path("/a/▸<id>◂"), "a parameter is written in braces", "write `{id}`"),
            .error("invalid-path", path("/a/▸<int:id>◂"), "a parameter is written in braces", "write `{id}`"),
            .error("invalid-path", path("/a/▸[id]◂/b"), "a parameter is written in braces", "write `{id}`"),
            .error(
                "invalid-path", path("/a/▸:id◂"), "a parameter is written in braces",
                "write `{id}`; a `:` that is meant is written `%3A`"),
            .error(
                "invalid-path", path("/a/▸(.*)◂"), "a segment is no regular expression",
                "write `{name}` for one segment of any text, which is never empty"),
            .error(
                "invalid-path", path("/a/▸{rest:.*}◂"), "a parameter has a name and nothing else: it matches any text",
                "write `{rest}`"),
            .error(
                "invalid-path", path("/a/▸{id:int}◂"), "a parameter has a name and nothing else: it matches any text",
                "write `{id}`"),
            .error(
                "invalid-path", path("/a/▸{rest...}◂"), "a parameter is one segment, never the rest of the path",
                "write `{rest}`"),
            .error(
                "invalid-path", path("/a/▸{*rest}◂"), "a parameter is one segment, never the rest of the path",
                "write `{rest}`"),
            .error(
                "invalid-placeholder", Sample.call("get: \"/users/▸{{ path.id }}◂\""),
                "a placeholder has one brace on each side, two are text",
                "write `{path.id}`; braces that are meant are `%7B` and `%7D`"),
            .error(
                "invalid-placeholder", Sample.call("get: \"/users/▸{{path.id}}◂/x\""),
                "a placeholder has one brace on each side, two are text",
                "write `{path.id}`; braces that are meant are `%7B` and `%7D`"),
            .error(
                "invalid-placeholder", Sample.call("get: \"/users/{path.id}?y=▸{{path.id}}◂\""),
                "a placeholder has one brace on each side, two are text",
                "write `{path.id}`; braces that are meant are `%7B` and `%7D`"),
            .warning(
                "sent-as-text", Sample.call("get: \"/users/▸path.id◂\""),
                "`path.id` is sent as it is: nothing is read there",
                "write `{path.id}`"),
            .warning(
                "sent-as-text", Sample.call("get: \"/users/▸path.id◂/x?a=1\""),
                "`path.id` is sent as it is: nothing is read there",
                "write `{path.id}`"),
            .warning(
                "sent-as-text", Sample.call("get: \"/x?user=▸path.id◂\""),
                "`path.id` is sent as it is: nothing is read there",
                "write `{path.id}`"),
            .warning(
                "sent-as-text", Sample.call("get: \"/x?n=1&user=▸query.user◂&b={path.id}\""),
                "`query.user` is sent as it is: nothing is read there",
                "write `{query.user}`"),
            .warning(
                "sent-as-text", Sample.call("get: /users/▸:id◂"), "`:id` is sent as it is: nothing is read there",
                "write `{path.id}`"),
            .warning(
                "sent-as-text", Sample.call("get: /users/▸<id>◂/x?a=b"),
                "`<id>` is sent as it is: nothing is read there",
                "write `{path.id}`"),
            .warning(
                "sent-as-text", Sample.call("get: /x", "headers: { x-user: ▸path.id◂ }"),
                "the value of a header is text: `path.id` is sent as it is",
                "what is read stands in braces: `\"{path.id}\"`"),
            .warning(
                "sent-as-text",
                Sample.call(
                    "get: /x",
                    "headers: { x-lang: \"▸query.lang || 'en'◂\" }".replacing("\"▸", with: "▸\"").replacing(
                        "◂\"", with: "\"◂")),
                "the value of a header is text: `query.lang || 'en'` is sent as it is",
                "what is read stands in braces: `\"{query.lang || 'en'}\"`"),
            .warning(
                "sent-as-text", Sample.call("get: /x", "headers: { x-lang: ▸\"'en'\"◂ }"),
                "the value of a header is text already: its quotes are sent", "write `en`"),
            .warning(
                "sent-as-text", Sample.call("get: /x", "headers: { x-user: \"a ▸{{ path.id }}◂\" }"),
                "two braces are text: `{path.id}` is sent", "a placeholder has one brace on each side: `{path.id}`"),
            .error(
                "invalid-header", Sample.call("get: /x", "headers: { ▸\"x-*\"◂: a }"),
                "`x-*` is a pattern, and a header is named here", "name each one: `[accept-language, authorization]`"),
            .warning(
                "success-refused", Sample.call("get: /x", "accept: [▸404◂]"),
                "only what `accept` names is success: 200 to 299 are failures now",
                "write `[2xx, 404]`; if that is meant, write a range: `404-404`"),
            .warning(
                "success-refused", Sample.call("get: /x", "accept: ▸404◂"),
                "only what `accept` names is success: 200 to 299 are failures now",
                "write `[2xx, 404]`; if that is meant, write a range: `404-404`"),
        ] as [MeantRow])
    func isSaidAtItsPlace(_ row: MeantRow) { row.check() }

    @Test(
        arguments: [
            .error(
                "invalid-header", "forward-headers: [▸'*'◂]", "`*` is a pattern, and a header is named here",
                "name each one: `[accept-language, authorization]`"),
            .error(
                "invalid-header", "forward-headers: [accept, ▸x-*◂]", "`x-*` is a pattern, and a header is named here",
                "name each one: `[accept-language, authorization]`"),
            .warning(
                "sent-as-text", "headers: { x-user: \"▸{path.id}◂\" }",
                "a header of a service is plain text: `{path.id}` is sent",
                "give the calls the header: `headers: { x-user: \"{path.id}\" }`"),
        ] as [MeantRow])
    func isSaidInAService(_ row: MeantRow) {
        let marked = "services:\n  users: { instances: [http://127.0.0.1:7001], \(row.marked) }\n"
        let text = MarkedText(marked.replacing("◂", with: "")).text
        let result = CompositionLoader(environment: [:]).load(files: [("gateway.yaml", text)])
        #expect(result.marks == MarkedText(marked).places.map { "\($0) \(row.code)" }, "\(result.rendered)")
        #expect(result.diagnostics.first?.message == row.message)
        #expect(result.diagnostics.first?.help == row.help)
        #expect(result.diagnostics.first?.severity == row.severity)
    }

    /// What looks like one of these, and is right.
    @Test(arguments: [
        "headers: { x-a: user, x-b: user-agent, x-c: path/json, x-d: query, x-e: a.b, x-f: users.id, x-g: body }",
        "headers: { x-a: \"{path.id}\", x-b: \"{{a}}\", x-c: \"it's\", x-d: \"{{}}\", x-e: \"don't 'x'\" }",
        "accept: [404-404]", "accept: [2xx, 404]", "accept: { 404: null }", "accept: [304, { 200: null }]",
        "accept: 200",
        "accept: 204", "accept: 400-499",
    ])
    func nothingIsSaidInACall(_ line: String) {
        let result = Sample.load(Sample.call("get: \"/a:b/:c/$d/*/<x>/{path.id}\"", line))
        #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    }

    /// Dots that are meant.
    @Test(arguments: [
        "/x/user.json", "/x/path.v-1", "/x/path.id.", "/x/a.path.id", "/users.id/x", "/x?path.id=1", "/x?a=user.csv",
        "/x?a=1path.id", "/x/path", "/x?q=a path.id".replacing(" ", with: "+"), "/x/{path.id}.id", "/x/path.{path.id}",
        "/x/{lookup(path, '/path.id/')}",
    ])
    func nothingIsSaidOfDots(_ path: String) {
        let result = Sample.load(Sample.call("get: \"\(path)\""))
        #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    }

    @Test(arguments: ["/a*b", "/a/%2A", "/%3Aid", "/a.b", "/a(b)", "/a/~x", "/a/b+c", "/@me", "/a/=", "/$x"])
    func nothingIsSaidOfAPath(_ path: String) {
        let result = Sample.load(Self.path(path))
        #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    }

    @Test func whatYAMLHasCutOffIsOneMistakeMore() {
        let result = Sample.load(Sample.call("get: /x", "query: { a: contains(path.id, 'x') }", "{ when: a }"))
        #expect(!result.diagnostics.isEmpty)
        let call = Sample.load(
            "endpoint: GET /{id}\ncalls: { u: { service: users, get: /x, when: contains(path.id, query.x) } }\nresponse: u\n"
        )
        #expect(call.rendered.contains("YAML ends the value at the `,`"))
        #expect(call.rendered.contains("YAML has ended the value before it at the `,`"))
    }
}

/// One mistake of YAML is not to hide the others, nor what is not used.
@Suite struct MistakesOfOtherDocumentsTests {
    private static let good = "endpoint: GET /good\ncalls: { u: { servce: users, get: /x } }\n"

    @Test(arguments: [
        "endpoint: GET /a\ncalls: { u: { service: users, get: /x }\nresponse: u\n",
        "endpoint: GET /a\ncalls: \"abc\n", "endpoint: GET /a\n\tcalls: x\n", "endpoint: GET /a\ncalls: @x\n",
        "endpoint: GET /a\nsummary: a: b\n", "endpoint: &a GET /a\nsummary: *a\n", "endpoint: GET /a\nsummary: \u{7}\n",
    ])
    func areReportedBesideIt(_ broken: String) {
        for text in [
            broken + "---\n" + Self.good, Self.good + "---\n" + broken,
            broken + "---\n" + Self.good + "--- # x\n" + broken,
        ] {
            let result = Sample.load(text)
            #expect(result.diagnostics.contains { $0.message == "a call has no key `servce`" }, "\(result.rendered)")
            let line = text.components(separatedBy: "\n").firstIndex { $0.contains("servce") }.map { $0 + 1 }
            #expect(result.diagnostics.first { $0.code == .unknownKey }?.position.line == line)
            #expect(result.errorCount == text.components(separatedBy: broken).count, "\(result.rendered)")
            #expect(result.plan == nil)
        }
    }

    @Test func theLineOfASecondMistakeIsThatOfTheFile() {
        let result = Sample.load("endpoint: GET /a\ncalls: @x\n---\n# comment\nendpoint: GET /b\ncalls: [a\n")
        #expect(result.marks == ["2:8 yaml-syntax", "6:10 yaml-syntax"], "\(result.rendered)")
    }

    @Test func whatIsNotUsedIsNamedBesideMistakes() {
        let result = Sample.load(
            "endpoint: GET /{id}/{page}\ncalls:\n  user: { service: users, get: \"/{path.id}\", timeout: 5 }\n"
                + "  orders: { service: orders, get: /orders }\nresponse: \"user.name +\"\n")
        #expect(
            result.diagnostics.map(\.code) == [.unusedParameter, .invalidDuration, .unusedCall, .invalidExpression])
    }

    /// A call that may be read where there is a mistake is not called unused.
    @Test(arguments: [
        "response: \"[user.name, orders.\"", "response: [user, ordrs]", "respnse: [user, orders]",
        "response: [user, \"lookup(orders\"]", "response: [user, \"${NOPE}\"]", "response: [user, \"$\"]",
    ])
    func whatMayBeMeantIsNotCalledUnused(_ response: String) {
        let result = Sample.load(
            "endpoint: GET /x\ncalls:\n  user: { service: users, get: /x }\n  orders: { service: orders, get: /orders }\n"
                + response + "\n")
        #expect(result.errorCount == 1, "\(result.rendered)")
        #expect(!result.diagnostics.contains { $0.code == .unusedCall }, "\(result.rendered)")
    }

    @Test func aKeyThatIsMistypedMayReadACall() {
        let result = Sample.load(
            Sample.call("get: /x").replacing(
                "response:",
                with: "  orders: { service: orders, get: /x, qery: { u: user.id } }\nresponse: [orders, path.id]\nx:"))
        #expect(!result.diagnostics.contains { $0.code == .unusedCall }, "\(result.rendered)")
    }

    /// Yams drops a byte order mark at the start of a scalar; it is text like any other there, at the start of a file it isn't.
    @Test(arguments: ["\u{FEFF}x", "\"\u{FEFF}x\"", "'\u{FEFF}x'", "\"\\uFEFFx\"", "|-\n      \u{FEFF}x"])
    func aByteOrderMarkAtTheStartOfAScalarIsKept(_ scalar: String) {
        let text = "\u{FEFF}endpoint: GET /x\nsummary: \(scalar)\ncalls: { u: { service: users, get: /x } }\n"
        let plan = Sample.plan(text)
        #expect(plan?.summary.map { Array($0.utf8) } == Array("\u{FEFF}x".utf8))
    }

    @Test(arguments: [("\u{FEFF}", "U+FEFF"), ("\u{A0}", "U+00A0"), ("\u{200B}", "U+200B")])
    func anInvisibleCharacterIsNamed(_ character: String, _ name: String) {
        let rendered = Sample.load(Sample.response("[orders, user, \"path.id ==\(character) 'x'\"]")).rendered
        #expect(rendered.contains("an invisible character, \(name), stands here"), "\(rendered)")
    }
}
