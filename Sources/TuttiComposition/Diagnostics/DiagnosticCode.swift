/// The kinds of mistakes; the raw values are stable, tools may rely on them.
package enum DiagnosticCode: String, Sendable, Hashable, CaseIterable {
    // Folders and files
    case folderUnreadable = "folder-unreadable"
    case gatewayMissing = "gateway-missing"
    case gatewayMisplaced = "gateway-misplaced"
    case fileUnreadable = "file-unreadable"
    case fileTooLarge = "file-too-large"
    case fileNotRead = "file-not-read"
    case invalidUTF8 = "invalid-utf8"

    // YAML
    case yamlSyntax = "yaml-syntax"
    case yamlAlias = "yaml-alias"
    case yamlTag = "yaml-tag"
    case mergeKey = "merge-key"
    case keyNotText = "key-not-text"
    case duplicateKey = "duplicate-key"
    case tooDeep = "too-deep"
    case emptyDocument = "empty-document"
    case missingVariable = "missing-variable"
    case invalidSubstitution = "invalid-substitution"

    // Keys and scalars
    case unknownKey = "unknown-key"
    case missingKey = "missing-key"
    case notSupportedYet = "not-supported-yet"
    case wrongType = "wrong-type"
    case invalidName = "invalid-name"
    case reservedName = "reserved-name"
    case invalidDuration = "invalid-duration"
    case invalidSize = "invalid-size"
    case invalidNumber = "invalid-number"
    case invalidAddress = "invalid-address"
    case invalidURL = "invalid-url"
    case invalidHeader = "invalid-header"
    case forbiddenHeader = "forbidden-header"
    case invalidStatus = "invalid-status"

    // Endpoints and calls
    case invalidEndpoint = "invalid-endpoint"
    case invalidPath = "invalid-path"
    case duplicateParameter = "duplicate-parameter"
    case unusedParameter = "unused-parameter"
    case conflictingEndpoint = "conflicting-endpoint"
    case noCalls = "no-calls"
    case tooManyCalls = "too-many-calls"
    case unknownService = "unknown-service"
    case missingMethod = "missing-method"
    case severalMethods = "several-methods"
    case bodyNotAllowed = "body-not-allowed"
    case timeoutPastDeadline = "timeout-past-deadline"
    case unusedCall = "unused-call"
    case unreadEach = "unread-each"
    case notIdempotent = "not-idempotent"
    case staleNotAllowed = "stale-not-allowed"
    case metaNotPossible = "meta-not-possible"
    case dependencyCycle = "dependency-cycle"

    // Tests
    case invalidRequest = "invalid-request"
    case invalidAnswer = "invalid-answer"
    case invalidOutcome = "invalid-outcome"
    case unknownCall = "unknown-call"
    case unknownMember = "unknown-member"

    // Text with holes and expressions
    case textTooLong = "text-too-long"
    case invalidHole = "invalid-hole"
    case invalidExpression = "invalid-expression"
    case unknownName = "unknown-name"
    case wholeDocument = "whole-document"
    case notConstant = "not-constant"
}
