internal import Glibc

/// Ends the program with a message and status 2.
func refuse(_ message: String) -> Never {
    let line = "microbenchmarks: \(message)\n"
    write(STDERR_FILENO, line, line.utf8.count)
    exit(2)
}

// Without arguments: the names, each with its number of iterations. With a name and a number: runs it so many times.
let arguments = CommandLine.arguments.dropFirst()
if arguments.isEmpty {
    for benchmark in Microbenchmark.all { print(benchmark.name, benchmark.iterations) }
} else if let name = arguments.first, let count = arguments.dropFirst().first.flatMap({ Int($0) }) {
    guard let benchmark = Microbenchmark.all.first(where: { $0.name == name }) else {
        refuse("there is no \(name)")
    }
    do {
        try benchmark.run(count)
    } catch {
        refuse("\(name): \(error)")
    }
} else {
    refuse("usage: microbenchmarks [NAME ITERATIONS]")
}
