import NIOCore
import Testing
import TuttiEngine

@testable import TuttiServer

/// What happens to a connection, and what it has done about it: without a channel, without a clock.
@Suite struct HTTP1ConnectionTests {
    /// Something that happens.
    enum Event: Sendable {
        case opens
        /// Bytes come that are no whole header section.
        case bytes(String)
        /// A whole header section comes.
        case head(_ method: String = "GET", String = "")
        /// A chunk of a body comes, or bytes of a tunnel.
        case body(String)
        /// The last chunk comes, of a request that has any.
        case end
        case collects
        case streams(isAwaited: Bool = true)
        case pauses
        case resumes
        case begins
        case ends
        case answers(closes: Bool = false)
        /// The system has taken the response.
        case writes(hasUnread: Bool = false)
        /// The system takes none, or as many bytes in all.
        case waits(Int)
        case wantsRead
        case seconds(Int64)
        /// The timer looks, when the system has taken so many bytes in all.
        case timer(taken: Int = 0, hasUnread: Bool = false)
        case asksForUpgrade
        case switches
        case drains
        case breaks
        case closes
    }

    private static let get: [Event] = [.head(), .collects, .end]
    private static let post = Event.head("POST", "content-length: 3\r\n")
    private static let chunked = Event.head("POST", "transfer-encoding: chunked\r\n")
    private static let last = Event.head("GET", "connection: close\r\n")

    @Test(
        arguments: [
            ("keeps the connection", get + [.answers(), .writes()] + get, "begin complete next begin complete"),
            ("closes when asked", [last, .collects, .end, .answers(), .writes()], "begin complete close"),
            (
                "lingers when more has come", [last, .collects, .end, .answers(), .writes(hasUnread: true)],
                "begin complete linger"
            ),
            (
                "closes at the end of the lingering",
                [
                    last, .collects, .end, .answers(), .writes(hasUnread: true), .seconds(1), .timer(), .seconds(1),
                    .timer(),
                ],
                "begin complete linger close"
            ),
            ("answers one at a time", get + get + [.answers(), .writes()], "begin complete next begin"),
            ("reads nothing while one waits", get + [.wantsRead] + get + [.wantsRead], "begin complete read held"),
            (
                "reads on when none does", get + get + [.wantsRead, .answers(), .writes(), .collects],
                "begin complete held next begin complete read"
            ),
            ("reads nothing behind the last", [last, .collects, .end, .wantsRead], "begin complete held"),
            ("reads nothing before the decision", [post, .wantsRead, .collects], "begin held read"),
            ("reads to the end while it lingers", [post, .answers(), .wantsRead, .writes()], "begin held linger read"),
            ("hands parts on", [chunked, .streams(), .body("a"), .body("b"), .end], "begin a b complete"),
            ("keeps parts before the decision", [chunked, .body("a"), .end, .streams()], "begin a complete"),
            (
                "keeps parts while paused", [chunked, .streams(), .pauses, .body("a"), .wantsRead, .resumes, .end],
                "begin held a read complete"
            ),
            (
                "keeps parts that were paused before the decision",
                [chunked, .body("a"), .pauses, .streams(), .seconds(999), .timer(), .resumes], "begin a"
            ),
            ("collects what was paused", [chunked, .pauses, .collects, .body("a")], "begin a"),
            ("ends after an early response", [chunked, .streams(), .answers(), .body("a"), .writes()], "begin linger"),
            (
                "ends after a response that overtook the request", [chunked, .streams(), .begins, .ends, .writes()],
                "begin linger"
            ),
            (
                "stays when the request ends before the response",
                [chunked, .streams(), .begins, .end, .ends, .writes()],
                "begin complete next"
            ),
            ("says what can't be read", [.breaks], "refuse 400"),
            ("says it behind the responses", get + [.breaks, .answers(), .writes()], "begin complete next refuse 400"),
            ("says it once", [.breaks, .breaks, .answers(closes: true), .breaks, .writes()], "refuse 400 linger"),
            ("says it within a body", [chunked, .streams(), .breaks], "begin refuse 400"),
            ("gives a silent client up", [.opens, .seconds(10), .timer()], "close"),
            (
                "answers what has come while it had no time",
                [.opens, .seconds(10), .timer(hasUnread: true)] + get + [.answers(), .writes()], "begin complete next"
            ),
            (
                "answers it during a drain as well",
                [.opens, .drains, .seconds(1), .timer(hasUnread: true)] + get + [.answers(), .writes()],
                "begin complete close"
            ),
            (
                "gives it a second more",
                [.opens, .drains, .seconds(1), .timer(hasUnread: true), .seconds(1), .timer()],
                "close"
            ),
            (
                "gives an idle one up", get + [.answers(), .writes(), .seconds(74), .timer(), .seconds(1), .timer()],
                "begin complete next close"
            ),
            ("gives a head ten seconds", [.opens, .bytes("GET"), .seconds(10), .timer()], "refuse 408"),
            (
                "gives the first head no more", [.opens, .seconds(9), .bytes("GET"), .seconds(1), .timer()],
                "refuse 408"
            ),
            (
                "gives the second its own",
                get + [.answers(), .writes(), .seconds(70), .bytes("GET"), .seconds(9), .timer()],
                "begin complete next"
            ),
            (
                "gives a body half a minute",
                [chunked, .collects, .seconds(29), .body("a"), .seconds(1), .timer()], "begin a refuse 408"
            ),
            (
                "gives each part of a stream as much",
                [chunked, .streams(), .seconds(29), .body("a"), .seconds(29), .timer(), .seconds(1), .timer()],
                "begin a refuse 408"
            ),
            ("gives a paused one all the time", [chunked, .streams(), .pauses, .seconds(999), .timer()], "begin"),
            (
                "gives one that waits for continue all the time",
                [chunked, .streams(isAwaited: false), .seconds(999), .timer()], "begin"
            ),
            ("gives the response all the time", get + [.seconds(999), .timer()], "begin complete"),
            (
                "cuts off who reads nothing", get + [.answers(), .waits(5), .seconds(30), .timer(taken: 5)],
                "begin complete close"
            ),
            (
                "cuts off who reads nothing of a stream", get + [.begins, .waits(5), .seconds(30), .timer(taken: 5)],
                "begin complete close"
            ),
            (
                "lets a slow reader be",
                get + [.answers(), .waits(5), .seconds(30), .timer(taken: 6), .seconds(29), .timer(taken: 6)],
                "begin complete"
            ),
            (
                "switches, and hands on what comes",
                [
                    .head(), .asksForUpgrade, .streams(), .end, .bytes("a"), .switches, .body("b"), .seconds(9999),
                    .timer(),
                ],
                "begin complete switched a b"
            ),
            ("switches for nobody who has not asked", get + [.switches], "begin complete not switched"),
            (
                "switches for nobody whose request is not complete",
                get + get + [.answers(), .writes(), .asksForUpgrade, .switches],
                "begin complete next begin not switched"
            ),
            (
                "switches for nobody in a drain", [.head(), .asksForUpgrade, .streams(), .end, .drains, .switches],
                "begin complete not switched"
            ),
            (
                "leaves the end of a tunnel to whoever sends",
                [.head(), .asksForUpgrade, .streams(), .end, .switches, .drains],
                "begin complete switched"
            ),
            ("gives a client that has just come a second in a drain", [.opens, .drains, .timer()], ""),
            ("drains a silent one in a second", [.opens, .drains, .seconds(1), .timer()], "close"),
            (
                "drains one between two requests at once", get + [.answers(), .writes(), .drains],
                "begin complete next close"
            ),
            ("drains half a head in a second", [.opens, .bytes("GET"), .drains, .seconds(1), .timer()], "refuse 408"),
            (
                "drains half a body in a second", [chunked, .collects, .drains, .seconds(1), .timer()],
                "begin refuse 408"
            ),
            ("drains no stream", [chunked, .streams(), .drains, .seconds(29), .timer()], "begin"),
            ("drains no decision", [chunked, .drains, .seconds(999), .timer()], "begin"),
            ("ends with the response when drained", get + [.drains, .answers(), .writes()], "begin complete close"),
            ("does nothing once closed", [.closes, .breaks, .wantsRead, .drains, .timer()], "read"),
        ] as [(String, [Event], String)])
    func does(what: String, events: [Event], expected: String) {
        var script = Script()
        for event in events { script.happens(event) }
        #expect(script.log.joined(separator: " ") == expected, "\(what)")
    }

    @Test(arguments: [
        ([Event.opens], false), ([.opens, .bytes("GET")], false), (get, true), ([chunked, .collects], false),
        ([chunked], true), ([chunked, .streams()], true), (get + [.answers()], true),
        (get + [.answers(), .writes()], false),
        ([last, .collects, .end, .answers(), .writes(hasUnread: true)], false),
    ]) func owesAResponse(events: [Event], owes: Bool) {
        var script = Script()
        for event in events { script.happens(event) }
        #expect(script.connection.owesResponse == owes)
    }

    @Test func isCutOffWithTooManyBytesWaiting() {
        var script = Script()
        for event in [Event.head("POST", "content-length: 100000000\r\n"), .streams(), .pauses] {
            script.happens(event)
        }
        let most = ByteBuffer(repeating: 0, count: HTTP1Connection.mostWaiting)
        let isTaken = script.connection.bytesArrived(most)
        let isMoreTaken = script.connection.bytesArrived(ByteBuffer(bytes: [0]))
        #expect(isTaken && !isMoreTaken)
        #expect(script.log == ["begin"])
    }

    /// Lets things happen and writes down what is to be done.
    private struct Script {
        var connection = HTTP1Connection(limits: ConnectionLimits())
        private(set) var log: [String] = []
        private var now = NIODeadline.uptimeNanoseconds(1)
        private var isChunked = false

        mutating func happens(_ event: Event) {
            switch event {
            case .opens: connection.opened(now)
            case .bytes(let text): feed(text)
            case .head(let method, let headers):
                isChunked = headers.hasPrefix("transfer-encoding")
                feed("\(method) / HTTP/1.1\r\nhost: a\r\n\(headers)\r\n")
            case .body(let text): feed(isChunked ? "\(text.utf8.count)\r\n\(text)\r\n" : text)
            case .end: if isChunked { feed("0\r\n\r\n") }
            case .collects: connection.bodyIsWanted(streams: false, isAwaited: true, now)
            case .streams(let isAwaited): connection.bodyIsWanted(streams: true, isAwaited: isAwaited, now)
            case .pauses: connection.setBodyPaused(true, now)
            case .resumes: connection.setBodyPaused(false, now)
            case .begins: connection.responseBegan(closes: false)
            case .ends: connection.responseEnded()
            case .answers(let closes): connection.responseCame(closes: closes)
            case .writes(let hasUnread): log.append("\(connection.responseWritten(hasUnread: hasUnread, now))")
            case .waits(let taken): connection.writeWaits(bytesTaken: taken, now)
            case .wantsRead: log.append(connection.readWanted() ? "read" : "held")
            case .seconds(let seconds): now = now + .seconds(seconds)
            case .timer(let taken, let hasUnread):
                note(connection.timerFired(bytesTaken: taken, hasUnread: hasUnread, now))
            case .asksForUpgrade: connection.upgradeWasAsked()
            case .switches: log.append(connection.switchProtocols() ? "switched" : "not switched")
            case .drains: note(connection.drain(hasUnread: false, now))
            case .breaks: feed("\u{1}\r\n")
            case .closes: connection.closed()
            }
            while let action = connection.nextAction(now) { note(action) }
        }

        private mutating func feed(_ text: String) {
            _ = connection.bytesArrived(ByteBuffer(string: text))
        }

        private mutating func note(_ action: HTTP1Connection.Action?) {
            switch action {
            case .begin(let request):
                log.append("begin")
                connection.bodyFollows(
                    request.survey.contentLength.count > 0 ? .known(3) : isChunked ? .unknown : .known(0))
            case .body(let bytes): log.append(String(buffer: bytes))
            case .complete: log.append("complete")
            case .refuse(let refusal): log.append("refuse \(refusal.problem.status)")
            case .read: log.append("read")
            case .close: log.append("close")
            case nil: break
            }
        }
    }
}
