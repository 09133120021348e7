import HostileInput
import TuttiJSON
import TuttiSimulation

/// What must be so of each request whatever the values in it are.
struct RequestChecks {
    /// `body.a`, `body.b`, `body.c`.
    let values: [JSONValue]
    let pathParameter: String
    let header: String
    /// The client's body.
    let body: [UInt8]

    func check(_ call: ScriptedCall) {
        let target = Array(call.target.utf8)
        precondition(call.host == "h", "another host")
        guard let parsed = StrictTarget(parsing: target) else { preconditionFailure("no target: \(call.target)") }
        precondition(!StrictTarget.isStep(Array(target.prefix { $0 != UInt8(ascii: "?") })), "a step: \(call.target)")
        precondition(parsed.segments.first == Array("base".utf8), "another base path: \(call.target)")
        check(parsed, of: call)
        checkFields(call)
    }

    private func check(_ target: StrictTarget, of call: ScriptedCall) {
        let (a, b, c) = (text(values[0]), text(values[1]), text(values[2]))
        let names = target.parameters?.map { String(decoding: $0.name, as: UTF8.self) }
        switch target.segments.dropFirst().first.map({ String(decoding: $0, as: UTF8.self) }) {
        case "a":
            expect(target, "a", a, "z")
        case "b":
            expectSegments(target, "b", pathParameter, "z")
            precondition(names == ["lit", "q"], "other parameters: \(call.target)")
        case "c":
            expect(target, "c", both(".", both(a, b)), both(b, both("..", c)), "z")
        case "d":
            expectSegments(target, "d")
            let expected = [("lit", "1"), ("h", a), ("i", both("x", both(b, "y")))]
            precondition(
                target.parameters
                    == expected.map { StrictTarget.Parameter($0.0.utf8, ($0.1 ?? "\u{0}missing").utf8) },
                "other parameters: \(call.target)")
        case "e":
            expectSegments(target, "e")
            checkParameters(target, call)
        case "f":
            expect(target, "f")
        case "g":
            expect(target, "g")
            checkBody(call)
        default: preconditionFailure("another path: \(call.target)")
        }
    }

    /// The parameters of the mapping, in order, each as often as its value has elements.
    private func checkParameters(_ target: StrictTarget, _ call: ScriptedCall) {
        let wanted = [("m", values[0]), ("n&=#é", values[1])]
        var expected: [StrictTarget.Parameter] = []
        for (name, value) in wanted {
            for element in value.kind == .array ? value.elements : [value] where element.kind != .null {
                guard let text = text(element) else { preconditionFailure("an object was sent as a parameter") }
                expected.append(StrictTarget.Parameter(name.utf8, text.utf8))
            }
        }
        let parameters = target.parameters ?? []
        precondition(Array(parameters.prefix(expected.count)) == expected, "other parameters: \(call.target)")
        let rest = parameters.dropFirst(expected.count).map { String(decoding: $0.name, as: UTF8.self) }
        precondition(rest.drop { $0 == "k" }.allSatisfy { $0 == "l" }, "other parameters: \(call.target)")
        precondition(rest.count <= 3, "too many parameters: \(call.target)")
    }

    /// Names are the template's, and no value has a byte that could end its line.
    private func checkFields(_ call: ScriptedCall) {
        for header in call.headers {
            precondition(
                !header.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }, "a control character: \(header)")
        }
        let names = call.headers.map { String($0.prefix { $0 != ":" }) }
        switch call.target.prefix(7) {
        case "/base/b": precondition(names == ["x-fixed", "x-h"], "other fields: \(names)")
        case "/base/f":
            precondition(names == ["x-fixed", "x-plain", "x-mixed"], "other fields: \(names)")
            guard let a = text(values[0]), let b = text(values[1]), let c = text(values[2]) else {
                preconditionFailure("a value that is no text was sent")
            }
            precondition(trimmed(call.headers[1]) == trimmed("x-plain: " + a), "another value: \(call.headers[1])")
            precondition(
                trimmed(call.headers[2]) == trimmed("x-mixed: pre \(b);q=\(c)"), "another value: \(call.headers[2])")
        case "/base/g": precondition(names == ["x-fixed", "content-type"], "other fields: \(names)")
        default: precondition(names == ["x-fixed"], "other fields: \(names)")
        }
    }

    private func checkBody(_ call: ScriptedCall) {
        guard let bytes = call.body.map({ Array($0.utf8) }),
            let document = try? JSONDocument(parsing: bytes, limits: JSONLimits(depth: 4096)),
            let sent = try? JSONDocument(parsing: body)
        else { preconditionFailure("the body is no JSON") }
        let root = document.root
        precondition(root.members.map { $0.name.string } == ["a", "n\"", "t"], "other members")
        precondition(root.member("a") == sent.root.member("a"), "another value")
        precondition(root.member("n\"")?.element(1)?.member("deep") == sent.root, "another value")
    }

    private func expect(_ target: StrictTarget, _ segments: String?...) {
        precondition(target.parameters == nil, "a query that nobody asked for")
        expectSegments(target, segments)
    }

    private func expectSegments(_ target: StrictTarget, _ segments: String?...) { expectSegments(target, segments) }

    private func expectSegments(_ target: StrictTarget, _ segments: [String?]) {
        let expected = segments.map { segment -> [UInt8] in
            guard let segment else { preconditionFailure("a value that is no text was sent") }
            precondition(!segment.isEmpty, "an empty segment was sent")
            return Array(segment.utf8)
        }
        precondition(target.segments.dropFirst() == expected[...], "another path: \(target.segments)")
    }

    private func text(_ value: JSONValue) -> String? {
        switch value.kind {
        case .string: value.string
        case .number: value.number?.text
        case .bool: value.bool.map { $0 ? "true" : "false" }
        default: nil
        }
    }

    private func both(_ left: String?, _ right: String?) -> String? {
        left.flatMap { left in right.map { left + $0 } }
    }

    /// White space around a value is no part of it (RFC 9110, 5.5).
    private func trimmed(_ header: String) -> [UInt8] {
        var bytes = Array(header.utf8)[...]
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        while let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon + 1 < bytes.endIndex,
            bytes[colon + 1] == 0x20 || bytes[colon + 1] == 0x09
        {
            bytes.remove(at: colon + 1)
        }
        return Array(bytes)
    }
}
