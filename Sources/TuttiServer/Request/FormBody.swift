internal import TuttiEngine

/// A form as the JSON object that expressions read as `body`: see ``FormText``.
enum FormBody {
    /// The object.
    ///
    /// - Throws: 400 for what is no form, or has too many values.
    static func json(_ bytes: [UInt8]) throws(Refusal) -> [UInt8] {
        do throws(FormText.Defect) {
            return try FormText.json(bytes)
        } catch {
            let detail =
                switch error {
                case .isJSON:
                    "Content-Type says that the request body is a form, and it begins like JSON: send Content-Type: application/json."
                case .tooMany: "A form may have \(FormText.mostValues) values."
                case .strayPercent: "The form has a '%' without two hexadecimal digits behind it."
                case .notUTF8: "The form has text that is not UTF-8."
                }
            throw Refusal(400, "Malformed body", detail)
        }
    }
}
