/// The port through which the engine reaches services: a transport, and the clock and the timers that go with it.
///
/// They are one thing to whoever runs compositions, because they share a time and a thread: deadlines of requests are told by the
/// clock, and timers fire on the thread on which exchanges end. Whoever needs only some of it takes only that.
///
/// The engine knows nothing of sockets or libcurl: it hands over a request and gets a result. `TuttiCurl` is the adapter
/// that runs in production; `TuttiSimulation` has a scripted one in virtual time.
package protocol UpstreamRuntime: UpstreamTransport, UpstreamClock, UpstreamTimers {}
