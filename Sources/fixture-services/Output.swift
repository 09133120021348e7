internal import Foundation

/// Lines that leave the process at once, into a pipe too: no buffer of the C library is between.
enum Output {
    static func line(_ text: String) { write(text, to: .standardOutput) }
    static func error(_ text: String) { write(text, to: .standardError) }

    private static func write(_ text: String, to file: FileHandle) {
        // A reader that has left is no reason to stop serving.
        try? file.write(contentsOf: Data((text + "\n").utf8))
    }
}
