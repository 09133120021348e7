/// A script in Lua that Redis runs as one step.
package struct RedisScript: Sendable {
    /// Its text.
    package let source: String
    /// The SHA-1 of its text in hexadecimal digits, by which Redis knows it.
    package let digest: String

    /// A script of this text.
    package init(_ source: String) {
        self.source = source
        digest = SHA1.hexadecimal(of: Array(source.utf8))
    }

    /// The command that runs it: by its digest, or with the whole text.
    func command(keys: [RedisArgument], _ arguments: [RedisArgument], isWhole: Bool) -> RedisCommand {
        let head: [RedisArgument] = [
            isWhole ? "EVAL" : "EVALSHA", .text(isWhole ? source : digest), .integer(Int64(keys.count)),
        ]
        return RedisCommand(head + keys + arguments, keyPlace: keys.isEmpty ? nil : 3)
    }
}
