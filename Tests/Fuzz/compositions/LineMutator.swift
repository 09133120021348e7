/// libFuzzer's own mutations, of bytes.
@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ data: UnsafeMutablePointer<UInt8>?, _ size: Int, _ maximum: Int) -> Int

/// Called by libFuzzer for a new input: half of them are changed by whole lines, because few changes of single bytes leave a
/// file that YAML still reads.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ data: UnsafeMutablePointer<UInt8>?, _ size: Int, _ maximum: Int, _ seed: CUnsignedInt) -> Int {
    var random = LineRandom(state: UInt64(seed))
    guard let data, size > 1, random.below(2) == 0 else { return mutateBytes(data, size, maximum) }
    let input = Array(UnsafeBufferPointer(start: data, count: size))
    var lines = input.dropFirst().split(separator: newline, omittingEmptySubsequences: false).map(Array.init)
    for _ in 0...random.below(3) { change(&lines, &random) }
    let result = (input.prefix(1) + Array(lines.joined(separator: [newline]))).prefix(maximum)
    for (index, byte) in result.enumerated() { data[index] = byte }
    return result.count
}

/// Called by libFuzzer for a new input of two: lines of one are put between those of the other.
@_cdecl("LLVMFuzzerCustomCrossOver")
public func cross(
    _ first: UnsafePointer<UInt8>?, _ firstSize: Int, _ second: UnsafePointer<UInt8>?, _ secondSize: Int,
    _ out: UnsafeMutablePointer<UInt8>?, _ maximum: Int, _ seed: CUnsignedInt
) -> Int {
    guard let out, firstSize > 0, secondSize > 0 else { return 0 }
    var random = LineRandom(state: UInt64(seed))
    let input = Array(UnsafeBufferPointer(start: first, count: firstSize))
    var lines = input.dropFirst().split(separator: newline, omittingEmptySubsequences: false).map(Array.init)
    let others = UnsafeBufferPointer(start: second, count: secondSize).dropFirst()
        .split(separator: newline, omittingEmptySubsequences: false).map(Array.init)
    let start = random.below(others.count)
    let part = others[start..<min(others.count, start + 1 + random.below(8))]
    lines.insert(contentsOf: part, at: random.below(lines.count + 1))
    let result = (input.prefix(1) + Array(lines.joined(separator: [newline]))).prefix(maximum)
    for (index, byte) in result.enumerated() { out[index] = byte }
    return result.count
}

private let newline = UInt8(ascii: "\n")
private let space = UInt8(ascii: " ")

private let values = [
    "null", "true", "no", "1", "-1", "1e999", "0x1F", "''", "\"\"", "[]", "{}", "[[]]", "{ a: b }", "~", "|", ">-",
    "user",
    "orders[].{id: id}", "\"'text'\"", "each", "$.path.id", "path", "meta", "meta.user", "/{path.id}", "/{{x}}",
    "stale",
    "[stale, { value: [] }]", "{ 404: null }", "[2xx, 5xx]", "100ms", "0s", "1d", "1MiB", "users", "${HOME}", "${NO}",
    "${NO:-x}", "p95", "http://[::1]:1/a", "https://h", "127.0.0.1:0", "GET /x/{id}", "POST /", "x-a", "!!str x",
    "&a b", "*a",
].map { Array($0.utf8) }

private func change(_ lines: inout [[UInt8]], _ random: inout LineRandom) {
    let index = random.below(lines.count)
    let other = random.below(lines.count)
    switch random.below(8) {
    case 0: if lines.count > 1 { lines.remove(at: index) }
    case 1: lines.insert(lines[index], at: other)
    case 2: lines.swapAt(index, other)
    case 3: lines[index].insert(contentsOf: [space, space], at: 0)
    case 4: if lines[index].starts(with: [space, space]) { lines[index].removeFirst(2) }
    case 5, 6:
        // Another value behind the key, mostly one of the table.
        guard let colon = lines[index].firstIndex(of: UInt8(ascii: ":")) else { return }
        var value = values[random.below(values.count)]
        if random.below(4) == 0, let otherColon = lines[other].firstIndex(of: UInt8(ascii: ":")) {
            value = Array(lines[other][otherColon...].dropFirst().drop { $0 == space })
        }
        lines[index] = Array(lines[index][...colon]) + [space] + value
    default:
        // Another line's key before the value.
        guard let colon = lines[index].firstIndex(of: UInt8(ascii: ":")),
            let otherColon = lines[other].firstIndex(of: UInt8(ascii: ":"))
        else { return }
        lines[index] = Array(lines[other][..<otherColon] + lines[index][colon...])
    }
}

/// SplitMix64.
private struct LineRandom {
    var state: UInt64

    mutating func below(_ count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(max(count, 1)))
    }
}
