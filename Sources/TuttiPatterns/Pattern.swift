internal import CPattern

/// A regular expression of JavaScript (ECMA-262, with the flag `u`), compiled by PCRE2.
///
/// `@unchecked Sendable`: what is compiled is never changed, and PCRE2 lets several threads match it at once.
package final class Pattern: @unchecked Sendable {
    private static let loaded: String? = cpattern_load().map { String(cString: $0) }

    /// The pattern as it was written.
    package let source: String

    private let compiled: OpaquePointer
    private let repeats: Int
    private let refersBack: Bool

    /// Compiles a pattern.
    ///
    /// - Throws: ``PatternError`` where JavaScript would not have it, or PCRE2 can't do it or can't be loaded.
    package init(_ source: String) throws(PatternError) {
        if let reason = Self.loaded { throw PatternError(message: reason) }
        let translation = try PatternTranslator.translate(source)
        let translated = Array(translation.result.utf8)
        var message = [CChar](repeating: 0, count: 200)
        var offset = 0
        let compiled = translated.withUnsafeBufferPointer { pattern in
            message.withUnsafeMutableBufferPointer {
                cpattern_compile(pattern.baseAddress, pattern.count, $0.baseAddress, $0.count, &offset)
            }
        }
        guard let compiled else {
            throw PatternError(
                message: String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        (self.source, self.compiled) = (source, compiled)
        (repeats, refersBack) = (translation.repeats, translation.refersBack)
    }

    deinit {
        cpattern_free(compiled)
    }

    /// Whether the pattern is found anywhere in a text, which is UTF-8.
    ///
    /// `allowance`: how many steps of trying it may take; what it took is taken off. A step takes about 30 ns: it is an item of the
    /// pattern tried at a place, or 8 bytes that an item takes.
    package func match(_ text: Span<UInt8>, allowance: inout Int) -> PatternMatch {
        var left = Int64(allowance)
        defer { allowance = Int(left) }
        return text.withUnsafeBufferPointer {
            // Not seen from outside PCRE2: what an item looked at that was not there often enough, or not what a group had taken.
            let step = 1 + repeats / 32 + (refersBack ? $0.count / 2048 : 0)
            return switch cpattern_match(compiled, $0.baseAddress, $0.count, Int64(step), &left) {
            case cpattern_found: .found
            case cpattern_not_found: .notFound
            default: .tooMuchWork
            }
        }
    }
}
