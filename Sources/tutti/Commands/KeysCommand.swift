internal import ArgumentParser
internal import Glibc
internal import TuttiCrypto
internal import TuttiSystem

/// `tutti keys`: keys and passwords of clients, of which a gateway keeps no more than a hash.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make an API key or a password for a client.", subcommands: [New.self])

    /// `tutti keys new NAME`.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: "Print a new key or password, and what belongs into the file of keys or users.",
            discussion: """
                The key is shown once and kept nowhere; the file has its SHA-256. It begins with the name of its consumer and a number \
                that tells keys apart, and has 128 random bits.

                With --basic, it is an entry for a file of users: a hash of bcrypt. The password is the first line of standard input, where \
                that is no terminal and not empty (tutti keys new --basic ada < password); else a new one with 128 random bits is shown.
                """)

        @Argument(help: "The consumer, which expressions read as claims.sub: letters, digits and `-`.")
        var name: String

        @Flag(help: "A password for a file of users, in place of a key.")
        var basic = false

        @Option(help: "With --basic: the work of trying a password, 10 to 14; each more is twice as much.")
        var cost = 12

        @Option(help: "From when on the key is no longer good, a day like 2027-06-30.")
        var expires: String?

        func validate() throws {
            guard (10...14).contains(cost) else { throw ValidationError("--cost is 10 to 14") }
            if basic, expires != nil { throw ValidationError("--expires is for keys: passwords don't expire") }
            let isName =
                !name.isEmpty && name.utf8.count <= 64
                && name.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
                }
            guard isName else {
                throw ValidationError("a consumer has a name of letters, digits and `-`, of 64 at most")
            }
        }

        func run() throws {
            if basic { return try printUser() }
            let crypto: Crypto
            do {
                crypto = try Crypto.load()
            } catch {
                Terminal.error.print("tutti: \(error.message)")
                throw ExitCode.failure
            }
            let key = "\(name)_\(Self.hexadecimal(randomBytes(4))).\(Self.hexadecimal(randomBytes(16)))"
            var lines = [
                "# The key, which is shown once:", key, "", "# In the file of keys, below `consumers:`:", "  \(name):",
                "    keys:", "      - sha256: \"\(crypto.sha256(key.utf8.span).hexadecimal)\"",
            ]
            if let expires { lines.append("        expires: \(expires)") }
            Terminal.output.print(lines.joined(separator: "\n"))
        }

        private func printUser() throws {
            let passwords: Passwords
            do {
                passwords = try Passwords.load()
            } catch {
                Terminal.error.print("tutti: \(error.message)")
                throw ExitCode.failure
            }
            let given = isatty(STDIN_FILENO) == 0 ? readLine() ?? "" : ""
            let password = given.isEmpty ? Self.hexadecimal(randomBytes(16)) : given
            guard let hash = passwords.hash(of: Array(password.utf8), cost: cost) else {
                throw ValidationError(
                    "a password has at most \(PasswordHash.longestPassword) bytes, none of which is 0")
            }
            let shown = given.isEmpty ? ["# The password, which is shown once:", password, ""] : []
            let entry = ["# In the file of users, below `users:`:", "  \(name): { bcrypt: \"\(hash.text)\" }"]
            Terminal.output.print((shown + entry).joined(separator: "\n"))
        }

        private static func hexadecimal(_ bytes: [UInt8]) -> String {
            let digits = Array("0123456789abcdef".utf8)
            return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
        }
    }
}
