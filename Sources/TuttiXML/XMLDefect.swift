/// Why there is nothing to be read in an XML document.
package enum XMLDefect: Error, Sendable, Equatable {
    /// It isn't well-formed: what is wrong, in words of libxml2, and where, from 1 on; 0 where that isn't known.
    case malformed(String, line: Int, column: Int)
    /// It has a DOCTYPE, which could define entities.
    case documentType
    /// More elements are inside each other than ``XMLReading/mostLevels``.
    case tooDeep
    /// It has more elements and attributes than ``XMLReading/mostNodes``, or there is no memory for it.
    case tooLarge
    /// libxml2 can't be used, and why.
    case unavailable(String)
}
