/// What a connection does about a request whose header section was admitted.
enum Admission {
    /// Read the body.
    case read
    /// Say `100 Continue`, and read the body.
    case sayContinue
}
