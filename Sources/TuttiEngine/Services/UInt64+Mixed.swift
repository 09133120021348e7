extension UInt64 {
    /// The number with each bit depending on all others (the finalizer of MurmurHash3): FNV's high bits alone hardly differ.
    var mixed: UInt64 {
        var value = self
        value = (value ^ value >> 33) &* 0xFF51_AFD7_ED55_8CCD
        value = (value ^ value >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return value ^ value >> 33
    }
}
