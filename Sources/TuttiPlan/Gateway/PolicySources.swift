/// Where the files say which policies hold; nil where they say nothing.
///
/// Any two are equal: policies are the same wherever they stand.
package struct PolicySources: Sendable, Equatable {
    /// The `cors` that names the policy.
    package var cors: SourcePosition?
    /// `security-headers`.
    package var securityHeaders: SourcePosition?
    /// `etag`.
    package var entityTags: SourcePosition?
    /// `compression`.
    package var compression: SourcePosition?
    /// `limits` that names them or writes them out.
    package var limits: SourcePosition?
    /// `trusted-proxies` of gateway.yaml.
    package var trustedProxies: SourcePosition?
    /// `bounds` of gateway.yaml.
    package var bounds: SourcePosition?

    /// Of policies that no file mentions.
    package init() {}

    package static func == (left: PolicySources, right: PolicySources) -> Bool { true }
}
