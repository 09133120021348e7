internal import ArgumentParser
internal import TuttiServer

extension MessageLog.Format: ExpressibleByArgument {}
