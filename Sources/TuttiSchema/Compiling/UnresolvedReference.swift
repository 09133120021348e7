/// Why a reference of a schema leads nowhere.
struct UnresolvedReference: Error {
    let message: String
    let help: String?
}
