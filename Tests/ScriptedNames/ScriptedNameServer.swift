import Foundation
import Synchronization

/// A name server on a loopback port, UDP and TCP, that answers as a script says.
package final class ScriptedNameServer: Sendable {
    private struct State {
        var script: @Sendable (NameQuestion) -> [NameReply]
        var questions: [NameQuestion] = []
        var isOpen = true
    }

    /// The port on 127.0.0.1.
    package let port: Int
    private let datagrams: Int32
    private let listener: Int32
    private let other: Int32
    private let state: Mutex<State>

    /// What it was asked so far.
    package var questions: [NameQuestion] { state.withLock { $0.questions } }

    /// Where it is, as `TUTTI_DNS_SERVERS` has it.
    package var address: String { "127.0.0.1:\(port)" }

    /// A server that sends what the script returns, one after the other; nothing for no reply.
    package init(_ script: @escaping @Sendable (NameQuestion) -> [NameReply] = { _ in [] }) throws {
        state = Mutex(State(script: script))
        let (datagrams, listener, port) = try Self.sockets()
        (self.datagrams, self.listener, self.port) = (datagrams, listener, port)
        var wait = timeval(tv_sec: 0, tv_usec: 100_000)
        setsockopt(datagrams, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout.size(ofValue: wait)))
        other = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        Thread.detachNewThread { [weak self] in self?.answerDatagrams() }
        Thread.detachNewThread { [weak self] in self?.acceptAll() }
    }

    /// Answers from records: a name that has none does not exist, aliases are followed.
    package static func script(_ records: [NameRecord]) -> @Sendable (NameQuestion) -> [NameReply] {
        { question in
            var (answer, name) = ([NameRecord](), question.name.lowercased())
            for _ in 0..<20 {
                let own = records.filter { $0.name.lowercased() == name }
                let found = own.filter { $0.type == question.type }
                answer += found
                guard found.isEmpty, let alias = own.first(where: { $0.type == 5 }),
                    case .cname(let next) = alias.content
                else { return [NameReply(answer, code: own.isEmpty ? 3 : 0)] }
                answer.append(alias)
                name = next.lowercased()
            }
            return [NameReply(answer)]
        }
    }

    /// Answers differently from now on.
    package func answer(_ script: @escaping @Sendable (NameQuestion) -> [NameReply]) {
        state.withLock { $0.script = script }
    }

    /// Answers from these records from now on.
    package func answer(_ records: [NameRecord]) { answer(Self.script(records)) }

    /// Ends the server: soon, nobody listens any more.
    ///
    /// Its threads close what they wait for.
    package func close() {
        state.withLock { $0.isOpen = false }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private var isOpen: Bool { state.withLock { $0.isOpen } }

    private func replies(to message: [UInt8], isTCP: Bool) -> [(NameReply, [UInt8])] {
        guard message.count > 16 else { return [] }
        var (labels, place) = ([String](), 12)
        while place < message.count, message[place] > 0, place + 1 + Int(message[place]) < message.count {
            let length = Int(message[place])
            labels.append(String(decoding: message[place + 1...place + length], as: UTF8.self))
            place += length + 1
        }
        guard place + 3 <= message.count else { return [] }
        let question = NameQuestion(
            name: labels.joined(separator: "."), type: Int(message[place + 1]) << 8 | Int(message[place + 2]),
            isTCP: isTCP)
        let script = state.withLock { state in
            state.questions.append(question)
            return state.script
        }
        let id = Int(message[0]) << 8 | Int(message[1])
        return script(question).map { ($0, $0.message(to: question, id: id, isTCP: isTCP)) }
    }

    private func answerDatagrams() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            var client = [UInt8](repeating: 0, count: 16)
            var length = socklen_t(client.count)
            let count = client.withUnsafeMutableBytes { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) {
                    recvfrom(datagrams, &buffer, buffer.count, 0, $0.baseAddress, &length)
                }
            }
            guard isOpen else { break }
            // The time is over after which it looks whether it is still open.
            guard count >= 0 else { continue }
            for (reply, message) in replies(to: Array(buffer[..<count]), isTCP: false) {
                _ = client.withUnsafeBytes { bytes in
                    bytes.withMemoryRebound(to: sockaddr.self) {
                        sendto(
                            reply.isFromOtherPort ? other : datagrams, message, message.count, Int32(MSG_NOSIGNAL),
                            $0.baseAddress, length)
                    }
                }
            }
        }
        _ = Foundation.close(datagrams)
        _ = Foundation.close(other)
    }

    private func acceptAll() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            Thread.detachNewThread { [weak self] in
                defer { _ = Foundation.close(descriptor) }
                while let head = Self.read(2, from: descriptor),
                    let message = Self.read(Int(head[0]) << 8 | Int(head[1]), from: descriptor), let self
                {
                    for (_, reply) in self.replies(to: message, isTCP: true) {
                        let bytes = NameRecord.two(reply.count) + reply
                        var sent = 0
                        while sent < bytes.count {
                            let count = bytes[sent...].withUnsafeBytes {
                                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                            }
                            guard count > 0 else { return }
                            sent += count
                        }
                    }
                }
            }
        }
        _ = Foundation.close(listener)
    }

    private static func read(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var read = 0
        while read < count {
            let more = bytes[read...].withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard more > 0 else { return nil }
            read += more
        }
        return bytes
    }

    /// Two sockets with the same port, one for datagrams.
    private static func sockets() throws -> (datagrams: Int32, listener: Int32, port: Int) {
        for _ in 0..<100 {
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            let datagrams = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            let port = bound(listener, to: 0)
            if port > 0, listen(listener, 64) == 0, bound(datagrams, to: port) == port {
                return (datagrams, listener, port)
            }
            _ = Foundation.close(listener)
            _ = Foundation.close(datagrams)
        }
        throw POSIXError(.EADDRINUSE)
    }

    /// `sockaddr_in` as bytes (ip(7)): its Swift type belongs to whichever module the compiler met it in first.
    private static func bound(_ descriptor: Int32, to port: Int) -> Int {
        var address = [UInt8](repeating: 0, count: 16)
        withUnsafeBytes(of: UInt16(AF_INET)) { address.replaceSubrange(0..<2, with: $0) }
        address.replaceSubrange(2..<8, with: NameRecord.two(port) + [127, 0, 0, 1])
        var length = socklen_t(address.count)
        let failed = address.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                bind(descriptor, $0.baseAddress, length) != 0 || getsockname(descriptor, $0.baseAddress, &length) != 0
            }
        }
        return failed ? 0 : Int(address[2]) << 8 | Int(address[3])
    }
}
