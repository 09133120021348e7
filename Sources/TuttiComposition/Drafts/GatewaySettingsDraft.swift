internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// The settings of a gateway while gateway.yaml is read: the defaults of the keys, until the file says otherwise.
struct GatewaySettingsDraft {
    var listeners = [ListenerPlan(address: GatewayKeys.standardAddress)]
    var admin: ListenAddress?
    var adminHosts: [String] = []
    var trustedProxies = TrustedProxies()
    var ways: [AuthenticationWay] = []
    var limits: [LimitPlan] = []
    var subjectLogging = GatewayKeys.logSubjects.standard
    var bounds = ConnectionBounds()
    var load = LoadBounds()
    var redis: RedisPlan?
    var deadline = DefaultsKeys.deadline.standard
    var maximumRequestBody = DefaultsKeys.maximumRequestBody.standard
    var maximumCalls = DefaultsKeys.maximumCalls.standard
    var edge = EdgePolicies()
    var cacheMemory = DefaultsKeys.cacheMemory.standard
    var environment: JSONValue = .null

    /// The settings of the plan.
    var settings: GatewaySettings {
        GatewaySettings(
            listeners: listeners, admin: admin, adminHosts: adminHosts, trustedProxies: trustedProxies,
            ways: ways, limits: limits, subjectLogging: subjectLogging, bounds: bounds, load: load, redis: redis,
            deadline: deadline,
            maximumRequestBody: maximumRequestBody, maximumCalls: maximumCalls, edge: edge,
            cacheMemory: cacheMemory,
            environment: environment)
    }
}
