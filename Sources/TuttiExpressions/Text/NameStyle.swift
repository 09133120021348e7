/// Names in the styles of programming languages.
///
/// Letters other than those of ASCII stay as they are.
enum NameStyle {
    /// `user_id` and `user-id` as `userId`; underscores at the beginning stay.
    static func camel(_ name: String) -> String {
        var result: [UInt8] = []
        var (isNext, hasBegun) = (false, false)
        for byte in name.utf8 {
            let isSeparator = byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: " ")
            if isSeparator, hasBegun {
                isNext = true
            } else {
                result.append(isNext && isLower(byte) ? byte - 0x20 : byte)
                isNext = false
                hasBegun = hasBegun || !isSeparator
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `userId`, `userID` and `user-id` as `user_id`; `HTTPServer` as `http_server`.
    static func snake(_ name: String) -> String {
        let bytes = Array(name.utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "-") || byte == UInt8(ascii: " ") {
                result.append(UInt8(ascii: "_"))
                continue
            }
            guard isUpper(byte) else {
                result.append(byte)
                continue
            }
            let before = index > 0 ? bytes[index - 1] : UInt8(ascii: "_")
            let after = index + 1 < bytes.count ? bytes[index + 1] : 0
            let isStart = isLower(before) || before &- UInt8(ascii: "0") < 10 || (isUpper(before) && isLower(after))
            if isStart { result.append(UInt8(ascii: "_")) }
            result.append(byte + 0x20)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isLower(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "a") < 26 }
    private static func isUpper(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }
}
