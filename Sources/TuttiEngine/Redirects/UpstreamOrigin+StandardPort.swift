internal import TuttiUpstream

extension UpstreamOrigin.Scheme {
    /// The port of a URL that names none.
    var standardPort: Int { self == .https ? 443 : 80 }
}
