package import HTTPTypes

/// How a shared cache follows RFC 9111 where the RFC leaves a choice.
package struct HTTPCacheRules: Sendable, Equatable {
    /// Lifetimes that the file gives in place of the service.
    package struct Fixed: Sendable, Equatable {
        /// Of good responses, in seconds.
        package let lifetime: Int64
        /// Of those that say that there is nothing, in seconds; nil doesn't store them.
        package let negative: Int64?
        /// The statuses of these.
        package let negativeStatuses: Set<Int>
        /// Headers of requests that tell responses apart, beside those that `Vary` names.
        package let vary: [HTTPField.Name]

        /// Lifetimes.
        package init(
            lifetime: Int64, negative: Int64? = nil, negativeStatuses: Set<Int> = [], vary: [HTTPField.Name] = []
        ) {
            self.lifetime = lifetime
            self.negative = negative
            self.negativeStatuses = negativeStatuses
            self.vary = vary
        }

        func lifetime(of status: Int) -> Int64? {
            (200...299).contains(status) ? lifetime : negativeStatuses.contains(status) ? negative : nil
        }
    }

    /// What the file says of lifetimes; nil leaves it to the service.
    package var fixed: Fixed?
    /// Targeted fields that count for this cache (RFC 9213), the most specific first.
    package var targets: [HTTPField.Name]
    /// Whether clients may ask for something fresher, for nothing from a service, and so on (RFC 9111, 5.2.1).
    ///
    /// Whoever may can have each of its requests reach a service.
    package var obeysClients: Bool
    /// Whether responses with `Set-Cookie` are stored, which RFC 9111, 7.3 leaves to services to prevent.
    package var storesCookies: Bool
    /// Whether a response without any lifetime gets one from its `Last-Modified` (4.2.2).
    package var isHeuristic: Bool
    /// `stale-while-revalidate` of responses that say nothing of it, in seconds.
    package var staleWhileRevalidate: Int64
    /// `stale-if-error` of responses that say nothing of it, in seconds.
    package var staleIfError: Int64

    /// Rules; those of `cache: http` without anything else are the defaults.
    package init(
        targets: [HTTPField.Name] = [.cdnCacheControl], obeysClients: Bool = false, storesCookies: Bool = false,
        isHeuristic: Bool = true, staleWhileRevalidate: Int64 = 0, staleIfError: Int64 = 0, fixed: Fixed? = nil
    ) {
        self.fixed = fixed
        self.targets = targets
        self.obeysClients = obeysClients
        self.storesCookies = storesCookies
        self.isHeuristic = isHeuristic
        self.staleWhileRevalidate = staleWhileRevalidate
        self.staleIfError = staleIfError
    }
}
