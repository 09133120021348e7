extension JSONShortDecimal {
    /// Whether the text of this number is one that ``JSONDecimalText`` would write it as: there are few places.
    ///
    /// So 12.50 need not be kept as text to be written as it came. Zero has no sign here, and so `-0` is kept.
    func isWritten(as text: UnsafeBufferPointer<UInt8>) -> Bool {
        places <= 6 && (digits != 0 || text.first != UInt8(ascii: "-"))
    }

    /// Adds the number as JSON.
    func append(to bytes: inout [UInt8]) {
        // 2^64 has 20 digits.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
            var (first, rest) = (buffer.count, digits.magnitude)
            repeat {
                first &-= 1
                buffer[first] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            JSONDecimalText.append(
                digits < 0, digits: UnsafeBufferPointer(rebasing: buffer[first...]), -places, to: &bytes)
        }
    }

    /// How many bytes it has when written; about, where it has an exponent.
    var byteCount: Int {
        let count = JSONDecimalText.count(digits.magnitude)
        let sign = digits < 0 ? 1 : 0
        return places == 0 ? sign &+ count : sign &+ 1 &+ max(count, places &+ 1)
    }
}
