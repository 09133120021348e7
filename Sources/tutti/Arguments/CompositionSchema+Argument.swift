internal import ArgumentParser
internal import TuttiComposition

extension CompositionSchema: ExpressibleByArgument {}
