/// One of the services of the demo: four that it composes, and who says who somebody is.
package enum FixtureService: String, Sendable, CaseIterable {
    /// People and the account each belongs to.
    case users
    /// What a user ordered; takes new orders.
    case orders
    /// What an account paid; takes new payments.
    case payments
    /// Products by id, one or many at once.
    case catalog
    /// An OpenID provider.
    case identity

    /// The port the demo's `gateway.yaml` expects the service on.
    package var defaultPort: Int {
        switch self {
        case .users: 7001
        case .orders: 7002
        case .payments: 7003
        case .catalog: 7004
        case .identity: 7005
        }
    }

    /// A target that the shipped data answers with 200.
    package var exampleTarget: String {
        switch self {
        case .users: "/users/7"
        case .orders: "/orders?user=7&limit=10"
        case .payments: "/accounts/a7/payments"
        case .catalog: "/products?ids=1,2,3"
        case .identity: "/.well-known/openid-configuration"
        }
    }
}
