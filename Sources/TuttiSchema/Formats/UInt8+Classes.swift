extension UInt8 {
    var isDecimalDigit: Bool { self &- UInt8(ascii: "0") < 10 }

    var isHexadecimalDigit: Bool { isDecimalDigit || (self | 0x20) &- UInt8(ascii: "a") < 6 }

    var isASCIILetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
}
