/// What a channel knows of the half it reads.
struct ChannelInput {
    /// Whether the next read is asked for by itself, once handlers have had what the last one brought (`autoRead`).
    var isAutomatic = true
    /// The most reads before other connections have their turn (`maxMessagesPerRead`).
    var mostReads = 1
    /// How many bytes the next read may bring.
    var room = ReadBuffer.size
    /// Whether a read was asked for that has not been made.
    var isWanted = false
    /// Whether a read is to be made in the next turn.
    var isScheduled = false
    /// Whether a read may bring something.
    var isReadable = false
    /// Whether the other side sends nothing more: the rest is read whether somebody asks for it or not.
    var isEnding = false
    /// Whether the connection has failed, or ended on both sides.
    var isBroken = false
    /// Whether nothing is read any more: the other side has sent everything, or nobody wants to have it.
    var isClosed = false
}
