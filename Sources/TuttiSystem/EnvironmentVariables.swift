// For `environ`, a variable of C: nothing in the process changes it.
@preconcurrency internal import Glibc

/// What the process was started with.
package enum EnvironmentVariables {
    /// All variables by name; the first of two with one name, as `getenv` gives it.
    package static var all: [String: String] {
        var variables: [String: String] = [:]
        var entry: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        while let text = entry?.pointee {
            let pair = String(cString: text)
            if let mark = pair.utf8.firstIndex(of: UInt8(ascii: "=")) {
                let name = String(pair[..<mark])
                if variables[name] == nil { variables[name] = String(pair[pair.utf8.index(after: mark)...]) }
            }
            entry = entry?.successor()
        }
        return variables
    }
}
