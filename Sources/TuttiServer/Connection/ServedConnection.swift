/// A connection of a client as its event loop keeps it, whichever protocol it speaks.
protocol ServedConnection: AnyObject {
    /// Tells older connections of the event loop from newer ones; it is given once, when the connection opens.
    var number: UInt64 { get set }

    /// Whether a client has sent a request and has not got its response.
    var owesResponse: Bool { get }

    /// Takes no request after the present ones, and closes when they have their responses.
    func drain()

    /// Closes the connection, whatever it is doing.
    func cutOff()
}
