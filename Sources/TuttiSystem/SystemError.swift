internal import Glibc

/// Why the system refused a call.
package struct SystemError: Error, CustomStringConvertible {
    /// The `errno`.
    package let code: CInt

    /// What it is, as the system says it: "No such file or directory".
    package var description: String { String(cString: strerror(code)) }

    static var last: SystemError { SystemError(code: errno) }
}
