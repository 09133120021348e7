/// How many files a worker keeps open for clients from one piece to the next; all others are opened for each piece.
///
/// A client of HTTP/2 may ask for a hundred files on one connection and read none: its descriptors are not to be those of other clients.
final class HeldFiles {
    /// The most files.
    static let places = 64

    private(set) var taken = 0

    /// Takes a place; false where none is left.
    func takePlace() -> Bool {
        guard taken < Self.places else { return false }
        taken += 1
        return true
    }

    /// Gives a place back.
    func givePlaceBack() {
        taken -= 1
    }
}
