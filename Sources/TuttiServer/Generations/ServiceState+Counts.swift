internal import TuttiEngine

extension ServiceState {
    /// Adds what a service of the same name has counted that went before; not what it did at the moment.
    mutating func countOn(from former: ServiceState) {
        breakerOpenings &+= former.breakerOpenings
        retries &+= former.retries
        hedges &+= former.hedges
        attemptsRefused &+= former.attemptsRefused
        unexpected &+= former.unexpected
        ejections &+= former.ejections
    }
}
