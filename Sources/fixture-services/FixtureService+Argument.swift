internal import ArgumentParser
internal import FixtureServices

extension FixtureService: ExpressibleByArgument {}
