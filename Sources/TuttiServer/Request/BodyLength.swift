/// How long a body is, of a request or a response, as far as its head says.
enum BodyLength: Equatable {
    /// So many bytes; 0 when there is none.
    case known(Int)
    /// The protocol marks its end.
    case unknown
}
