import Glibc
import SimdjsonWalk

/// CPU seconds of this thread.
func cpuTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// What is measured: parses one document and returns something that is not zero.
struct Contender {
    let name: String
    let parse: () -> Int
}

/// Interleaved rounds, so that a change of the clock meets everyone; prints the median of each.
func compare(_ title: String, _ bytes: [UInt8], rounds: Int) {
    let run = bytes.withUnsafeBufferPointer { simdjson_run_new($0.baseAddress, $0.count) }
    defer { simdjson_run_free(run) }
    let contenders = [
        Contender(name: "Tutti") { ((try? JSONDocument(parsing: bytes))?.root.count ?? -1) + 1 },
        Contender(name: "simdjson DOM") { simdjson_dom(run) },
        Contender(name: "simdjson On-Demand, every value") { simdjson_on_demand(run) },
    ]
    // About four milliseconds for each at 1 GB/s.
    let repeats = max(1, 4_000_000 / bytes.count)
    var speeds = contenders.map { _ in [Double]() }
    for round in 0...rounds {
        for (index, contender) in contenders.enumerated() {
            let start = cpuTime()
            for _ in 0..<repeats {
                guard contender.parse() > 0 else { fatalError("\(contender.name) refused the document") }
            }
            let speed = Double(bytes.count * repeats) / (cpuTime() - start) / 1e6
            if round > 0 { speeds[index].append(speed) }
        }
    }
    let medians = speeds.map { $0.sorted()[$0.count / 2] }
    print("\(title), \(bytes.count) bytes:")
    for (contender, median) in zip(contenders, medians) {
        print("  \(Int(median)) MB/s  \(contender.name)  (Tutti / this: \(Int(medians[0] / median * 100)) %)")
    }
}

let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 31
// Not quite the same work: simdjson also converts numbers and unescapes strings, and is given a padded copy of the
// document beforehand; Tutti does so only when a value is asked for, and takes the bytes as they are.
print("simdjson runs as \(String(cString: simdjson_implementation()))")
compare("orders, compact", OrdersDocument.text(atLeast: 200_000, indented: false), rounds: rounds)
compare("orders, indented", OrdersDocument.text(atLeast: 200_000, indented: true), rounds: rounds)
compare("orders, compact", OrdersDocument.text(atLeast: 20_000, indented: false), rounds: rounds)
compare("one order", OrdersDocument.text(atLeast: 1, indented: false), rounds: rounds)
let catalogue =
    "["
    + (0..<1200).map { "{\"sku\":\($0),\"title\":\"コーヒーグラインダー、手作り、鋼 \($0) ミリ\",\"цвет\":\"тёмно-зелёный\"}" }
    .joined(separator: ",") + "]"
compare("not Latin", Array(catalogue.utf8), rounds: rounds)
let numbers =
    "[" + (0..<12_000).map { "[\($0 * 7919 % 180).\($0 * 104_729 % 999_983),-\($0 % 90).5]" }.joined(separator: ",")
    + "]"
compare("coordinates", Array(numbers.utf8), rounds: rounds)
let user = #"{"id":7,"name":"Ada","accountId":"a1","email":"ada@example.org","active":true}"#
compare("one user", Array(user.utf8), rounds: rounds)
