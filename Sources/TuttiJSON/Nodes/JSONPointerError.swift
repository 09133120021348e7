/// Why a text is not a JSON Pointer.
package struct JSONPointerError: Error, Equatable {
    /// What is wrong, in words.
    package let message: String

    /// Where: bytes before the defect.
    package let offset: Int
}
