/// How many files a worker keeps open for clients from one piece to the next; all others are opened for each piece.
///
/// A client of HTTP/2 may ask for a hundred files on one connection and read none: its descriptors are not to be those of other clients.
final class HeldFiles {
    /// The most files, where there are descriptors enough.
    static let most = 64

    private let places: Int
    private(set) var taken = 0

    /// So many places, which the descriptors of the process have room for.
    init(places: Int) {
        self.places = places
    }

    /// Takes a place; false where none is left.
    func takePlace() -> Bool {
        guard taken < places else { return false }
        taken += 1
        return true
    }

    /// Gives a place back.
    func givePlaceBack() {
        taken -= 1
    }
}
