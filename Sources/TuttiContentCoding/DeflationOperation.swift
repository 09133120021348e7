/// How far an encoder is to go with what it has.
enum DeflationOperation {
    /// It holds back what it likes, to find repetitions.
    case encode
    /// All that was taken can be decoded from what is given out.
    case flush
    /// The stream ends behind it.
    case finish
}
