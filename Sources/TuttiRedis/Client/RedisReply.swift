/// What is called once with what became of a command.
package typealias RedisReply = @Sendable (Result<RedisValue, RedisFailure>) -> Void
