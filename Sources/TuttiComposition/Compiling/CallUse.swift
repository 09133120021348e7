/// One place at which a call's result is read, or at which a call says that it comes after another one.
struct CallUse {
    /// Index of the call that is read; behind the calls come the values of `let`.
    let call: Int
    /// Whether the place says what happens when the result is null, as `a || 'x'` does.
    ///
    /// If one use of a call has it false, what reads the call can't do without it: a call that reads one that failed isn't made and
    /// fails with `dependency`, and one that reads a skipped call is skipped.
    var copesWithNull: Bool
    /// Whether the result is read, and not only waited for.
    var isRead: Bool
    /// The name it is read by.
    let name: String
    private let place: () -> SourceSpan

    /// A use at that place, which is found in the file when a message needs it.
    init(
        call: Int, copesWithNull: Bool, isRead: Bool = true, span: @autoclosure @escaping () -> SourceSpan, name: String
    ) {
        self.call = call
        self.copesWithNull = copesWithNull
        self.isRead = isRead
        self.name = name
        place = span
    }

    /// Where it is read.
    var span: SourceSpan { place() }
}
