internal import ArgumentParser
internal import TuttiCrypto
internal import TuttiSystem

/// `tutti keys`: keys of clients, of which a gateway keeps no more than a hash.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make an API key for a client.", subcommands: [New.self])

    /// `tutti keys new NAME`.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a new key, and what belongs into the file of keys.",
            discussion: """
                The key is shown once and kept nowhere; the file has its SHA-256. It begins with the name of its consumer and a number \
                that tells keys apart, and has 128 random bits.
                """)

        @Argument(help: "The consumer, which expressions read as claims.sub: letters, digits and `-`.")
        var name: String

        @Option(help: "From when on the key is no longer good, a day like 2027-06-30.")
        var expires: String?

        func validate() throws {
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

        private static func hexadecimal(_ bytes: [UInt8]) -> String {
            let digits = Array("0123456789abcdef".utf8)
            return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
        }
    }
}
