/// What a connection knows of the response that is being written.
struct ConnectionOutput {
    /// Whether the client may still be sending the request that is answered.
    var lingers = false
    /// How many bytes the socket had not taken when the timer last looked.
    var unwritten = Int.max
}
