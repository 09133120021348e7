// For `environ`, a variable of C: nothing in the process changes it.
@preconcurrency internal import Glibc

/// What the process was started with.
package enum EnvironmentVariables {
    /// All variables by name; the first of two with one name, as `getenv` gives it.
    package static var all: [String: String] {
        var variables: [String: String] = [:]
        var entry: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        while let text = entry?.pointee {
            let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2, variables[String(pair[0])] == nil { variables[String(pair[0])] = String(pair[1]) }
            entry = entry?.successor()
        }
        return variables
    }
}
