/// One place at which a call's result is read.
struct CallUse {
    /// Index of the call that is read.
    let call: Int
    var copesWithNull: Bool
    /// Where it is read.
    let span: SourceSpan
    /// The name it is read by.
    let name: String
}
