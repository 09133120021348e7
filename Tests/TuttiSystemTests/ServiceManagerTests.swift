import Testing

@testable import TuttiSystem

@Suite struct ServiceManagerTests {
    @Test(
        arguments: [
            (["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "web:admin"], ["3 web", "4 admin"]),
            (["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "web"], ["3 web", "4 unknown"]),
            (["LISTEN_PID": "7", "LISTEN_FDS": "1"], ["3 "]),
            (["LISTEN_PID": "8", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "web"], []),
            (["LISTEN_FDS": "1"], []), (["LISTEN_PID": "7"], []), ([:], []),
            (["LISTEN_PID": "7", "LISTEN_FDS": "0"], []), (["LISTEN_PID": "7", "LISTEN_FDS": "-1"], []),
            (["LISTEN_PID": "7", "LISTEN_FDS": "2147483647"], []),
            (["LISTEN_PID": "7", "LISTEN_FDS": "99999999999999"], []),
        ] as [([String: String], [String])])
    func variablesSayWhichSocketsAreForTheProcess(variables: [String: String], sockets: [String]) {
        let read = ServiceManager.sockets(by: variables, process: 7)
        #expect(read.map { "\($0.descriptor) \($0.name)" } == sockets)
    }
}
