// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every target, tests included.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// Release builds leave out what costs time; debug builds, which run the tests, keep it.
///
/// Dynamic exclusivity checks cost 5 to 10 % of the CPU of a request. Types such as `Dictionary<Key, Value>` would be made from their
/// names in text, and the runtime would go through the 6,000 conformances of the program, once for each `Key`, to learn how it is
/// hashed. The compiler knows that, and says it: `tutti check` takes 13 % fewer instructions.
let lean: [SwiftSetting] = [
    .unsafeFlags(
        ["-enforce-exclusivity=unchecked", "-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors"],
        .when(configuration: .release))
]

let nio: (String) -> Target.Dependency = { .product(name: $0, package: "swift-nio") }
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTP2: Target.Dependency = .product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHPACK: Target.Dependency = .product(name: "NIOHPACK", package: "swift-nio-http2")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")

// The order of the targets is the order of the layers: a target depends only on targets above it.
// `scripts/check-layers` holds the sources to it.
let package = Package(
    name: "tutti",
    products: [
        .executable(name: "tutti", targets: ["tutti"]),
        .executable(name: "fixture-services", targets: ["fixture-services"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Without its trait for URLs, which needs Foundation.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Brotli's headers are in libbrotli-dev; it is loaded when the first worker starts, and not linked.
        .target(name: "CBrotli"),
        // libxml2's headers are in libxml2-dev; it is loaded when the first XML comes, and not linked.
        .target(name: "CXML", cSettings: [.unsafeFlags(["-I/usr/include/libxml2"])]),
        // libcurl's headers are in libcurl4-openssl-dev; it is loaded as the program runs, and not linked.
        .target(name: "CCurl"),
        .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "CReactor"),
        .target(name: "CJSONScan"),
        .target(name: "CFiles"),
        // libcrypto's headers are in libssl-dev; it is loaded when it is first needed, and not linked.
        .target(name: "CCrypto"),
        // PCRE2 is loaded when the first pattern of a schema is compiled, and not linked; it is built without its headers.
        .target(name: "CPattern"),
        // c-ares' headers are in libc-ares-dev; it is loaded when the first name is looked up, and not linked.
        .target(name: "CAres"),
        .target(name: "TuttiCrypto", dependencies: ["CCrypto"], swiftSettings: strict + lean),
        .target(name: "TuttiSystem", dependencies: ["CFiles"], swiftSettings: strict + lean),
        .target(name: "TuttiYAML", dependencies: ["CLibyaml"], swiftSettings: strict + lean),
        .target(
            name: "TuttiJSON", dependencies: ["CJSONScan", .product(name: "BigInt", package: "BigInt")],
            swiftSettings: strict + lean),
        .target(name: "TuttiPatterns", dependencies: ["CPattern"], swiftSettings: strict + lean),
        .target(name: "TuttiSchema", dependencies: ["TuttiJSON", "TuttiPatterns"], swiftSettings: strict + lean),
        .target(
            name: "TuttiContentCoding", dependencies: ["CZlib", "CBrotli"], swiftSettings: strict + lean),
        .target(name: "TuttiXML", dependencies: ["TuttiJSON", "CXML"], swiftSettings: strict + lean),
        .target(name: "TuttiResilience", swiftSettings: strict + lean),
        .target(
            name: "TuttiExpressions", dependencies: ["TuttiJSON", "TuttiResilience"], swiftSettings: strict + lean),
        .target(
            name: "TuttiPolicies", dependencies: ["TuttiCrypto", "TuttiJSON", "TuttiResilience", httpTypes],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiCaching", dependencies: ["TuttiPolicies", "TuttiResilience", httpTypes],
            swiftSettings: strict + lean),
        .target(name: "TuttiReactor", dependencies: ["TuttiResilience", "CReactor"], swiftSettings: strict + lean),
        .target(
            name: "TuttiChannels", dependencies: ["TuttiReactor", "TuttiResilience", "TuttiJSON", nio("NIOCore")],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiPlan",
            dependencies: [
                "TuttiJSON", "TuttiSchema", "TuttiXML", "TuttiExpressions", "TuttiResilience", "TuttiPolicies",
                httpTypes,
            ],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiTLS", dependencies: ["TuttiPlan", "TuttiPolicies", nio("NIOCore"), nioSSL],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiRouting", dependencies: ["TuttiPlan", "TuttiExpressions", "TuttiJSON", httpTypes],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiUpstream", dependencies: ["TuttiPlan", "TuttiResilience", httpTypes, nio("NIOCore")],
            swiftSettings: strict + lean),
        .target(name: "TuttiHTTP1", dependencies: [httpTypes, nio("NIOCore")], swiftSettings: strict + lean),
        .target(
            name: "TuttiComposition",
            dependencies: [
                "TuttiPlan", "TuttiTLS", "TuttiRouting", "TuttiJSON", "TuttiSchema", "TuttiXML", "TuttiExpressions",
                "TuttiResilience",
                "TuttiPolicies", "TuttiCrypto", "TuttiYAML", "TuttiSystem",
                httpTypes,
            ],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiDiscovery",
            dependencies: [
                "TuttiComposition", "TuttiPlan", "TuttiReactor", "TuttiResilience", "TuttiSystem", "CAres",
            ],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiCurl",
            dependencies: ["TuttiPlan", "TuttiUpstream", "TuttiReactor", "TuttiContentCoding", "CReactor", "CCurl"],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiStreams",
            dependencies: [
                "TuttiPlan", "TuttiTLS", "TuttiUpstream", "TuttiHTTP1", "TuttiChannels", "TuttiReactor",
                "TuttiResilience",
                httpTypes, nio("NIOCore"), nio("NIOTLS"), nioSSL,
            ],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiRedis",
            dependencies: [
                "TuttiPlan", "TuttiTLS", "TuttiPolicies", "TuttiCrypto", "TuttiChannels", "TuttiReactor",
                "TuttiResilience", httpTypes, nio("NIOCore"), nio("NIOTLS"), nioSSL,
            ],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiEngine",
            dependencies: [
                "TuttiPlan", "TuttiCaching", "TuttiUpstream", "TuttiPolicies", "TuttiResilience", "TuttiJSON",
                "TuttiSchema",
                "TuttiXML",
                "TuttiExpressions", httpTypes,
            ],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiFiles",
            dependencies: [
                "TuttiEngine", "TuttiRouting", "TuttiPlan", "TuttiPolicies", "TuttiContentCoding", "TuttiResilience",
                "TuttiSystem", httpTypes,
            ],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiServer",
            dependencies: [
                "TuttiEngine", "TuttiFiles", "TuttiRouting", "TuttiChannels", "TuttiReactor", "TuttiSystem",
                "TuttiDiscovery", "TuttiRedis", "TuttiPlan", "TuttiTLS",
                "TuttiJSON", "TuttiUpstream", "TuttiHTTP1", "TuttiPolicies", "TuttiCrypto", "TuttiResilience",
                "TuttiCaching", "TuttiContentCoding",
                httpTypes,
                nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"), nio("NIOTLS"), nioSSL, nioHTTP2,
                nioHPACK,
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiSimulation",
            dependencies: [
                "TuttiEngine", "TuttiFiles", "TuttiPlan", "TuttiPolicies", "TuttiRouting", "TuttiUpstream",
                "TuttiResilience", "TuttiJSON", "TuttiSchema", "TuttiXML", "TuttiExpressions", "TuttiSystem", httpTypes,
            ],
            swiftSettings: strict + lean),
        .target(
            name: "TuttiOpenAPI",
            dependencies: [
                "TuttiSimulation", "TuttiEngine", "TuttiPlan", "TuttiPolicies", "TuttiRouting", "TuttiExpressions",
                "TuttiResilience", "TuttiJSON", "TuttiSchema", httpTypes,
            ],
            swiftSettings: strict + lean),
        .executableTarget(
            name: "tutti",
            dependencies: [
                "TuttiServer", "TuttiComposition", "TuttiDiscovery", "TuttiCurl", "TuttiStreams", "TuttiEngine",
                "TuttiPlan", "TuttiPolicies", "TuttiRouting", "TuttiSimulation",
                "TuttiOpenAPI", "TuttiExpressions", "TuttiReactor", "TuttiJSON", "TuttiCrypto", "TuttiSystem",
                httpTypes,
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict + lean,
            // What `scripts/release` puts there comes before the libraries of the system.
            linkerSettings: [.unsafeFlags(["-L.build/static"], .when(configuration: .release))]),
        // The identity provider among the fixture services signs; the gateway, which only verifies, has none of it.
        .target(name: "CSigning", linkerSettings: [.linkedLibrary("crypto")]),
        .target(
            name: "FixtureServices",
            dependencies: ["CSigning", "TuttiJSON", nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1")],
            swiftSettings: strict),
        .executableTarget(
            name: "fixture-services",
            dependencies: [
                "FixtureServices", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "microbenchmarks",
            dependencies: [
                "TuttiRouting", "TuttiEngine", "TuttiPlan", "TuttiUpstream", "TuttiResilience", "TuttiExpressions",
                "TuttiJSON", "TuttiSchema",
                httpTypes,
            ],
            path: "Benchmarks/micro",
            exclude: ["thresholds.json"],
            swiftSettings: strict + lean),
        .target(name: "ChildProcess", path: "Tests/ChildProcess", swiftSettings: strict),
        .target(name: "HostileInput", path: "Tests/HostileInput", swiftSettings: strict),
        .target(name: "TestCertificates", path: "Tests/TestCertificates", swiftSettings: strict),
        .target(name: "ScriptedServices", path: "Tests/ScriptedServices", swiftSettings: strict),
        .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: strict),
        .target(name: "FilesOnDisk", path: "Tests/FilesOnDisk", swiftSettings: strict),
        .testTarget(name: "TuttiCryptoTests", dependencies: ["TuttiCrypto"], swiftSettings: strict),
        .testTarget(
            name: "TuttiSystemTests", dependencies: ["TuttiSystem", "FilesOnDisk"], swiftSettings: strict),
        .testTarget(name: "TuttiXMLTests", dependencies: ["TuttiXML", "TuttiJSON"], swiftSettings: strict),
        .testTarget(name: "TuttiYAMLTests", dependencies: ["TuttiYAML"], swiftSettings: strict),
        .testTarget(name: "TuttiJSONTests", dependencies: ["TuttiJSON", "SeededRandom"], swiftSettings: strict),
        .testTarget(name: "TuttiPatternsTests", dependencies: ["TuttiPatterns"], swiftSettings: strict),
        .testTarget(
            name: "TuttiSchemaTests", dependencies: ["TuttiSchema", "TuttiJSON", "SeededRandom"], swiftSettings: strict),
        .testTarget(
            name: "TuttiContentCodingTests", dependencies: ["TuttiContentCoding", "CZlib", "SeededRandom"],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiExpressionsTests", dependencies: ["TuttiExpressions", "SeededRandom"],
            exclude: ["Decimal/decimal_cases.py", "Decimal/decimal-cases.tsv"], swiftSettings: strict),
        .testTarget(
            name: "TuttiResilienceTests", dependencies: ["TuttiResilience", "SeededRandom"], swiftSettings: strict),
        .testTarget(
            name: "TuttiPoliciesTests",
            dependencies: ["TuttiPolicies", "TuttiCrypto", "TuttiJSON", "TuttiResilience", "SeededRandom", httpTypes],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiCachingTests",
            dependencies: ["TuttiCaching", "TuttiPolicies", "TuttiResilience", "SeededRandom", httpTypes],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiReactorTests", dependencies: ["TuttiReactor", "TuttiResilience"], swiftSettings: strict),
        .testTarget(
            name: "TuttiTLSTests",
            dependencies: [
                "TuttiTLS", "TuttiPlan", "TestCertificates", "SeededRandom", nio("NIOCore"), nio("NIOEmbedded"), nioSSL,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiChannelsTests",
            dependencies: ["TuttiChannels", "TuttiReactor", "TuttiJSON", nio("NIOCore"), nio("NIOHTTP1")],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiCompositionTests",
            dependencies: [
                "TuttiComposition", "TuttiPlan", "ChildProcess", "TestCertificates", "FilesOnDisk", "SeededRandom",
            ],
            swiftSettings: strict),
        .target(name: "ScriptedNames", path: "Tests/ScriptedNames", swiftSettings: strict),
        .testTarget(
            name: "TuttiDiscoveryTests",
            dependencies: [
                "TuttiDiscovery", "TuttiComposition", "TuttiPlan", "TuttiReactor", "TuttiResilience", "ScriptedNames",
                "FilesOnDisk", "SeededRandom",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiCurlTests",
            dependencies: ["TuttiCurl", "TuttiPlan", "TuttiReactor", "FixtureServices", "ChildProcess"],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiHTTP1Tests", dependencies: ["TuttiHTTP1", httpTypes, nio("NIOCore")], swiftSettings: strict),
        .testTarget(
            name: "TuttiStreamsTests",
            dependencies: [
                "TuttiStreams", "TuttiPlan", "TuttiTLS", "TuttiUpstream", "TuttiChannels", "TuttiReactor",
                "TuttiResilience", "ChildProcess",
                "ScriptedServices", "SeededRandom", httpTypes, nio("NIOCore"), nio("NIOPosix"), nioSSL,
            ],
            swiftSettings: strict),
        .target(
            name: "RedisServers", dependencies: ["ChildProcess"], path: "Tests/RedisServers", swiftSettings: strict),
        .testTarget(
            name: "TuttiRedisTests",
            dependencies: [
                "TuttiRedis", "TuttiPlan", "TuttiPolicies", "TuttiCrypto", "TuttiChannels", "TuttiReactor",
                "TuttiResilience", "RedisServers", "ScriptedServices", "TestCertificates", "SeededRandom",
                httpTypes, nio("NIOCore"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiEngineTests",
            dependencies: [
                "TuttiEngine", "TuttiSimulation", "TuttiComposition", "TuttiPlan", "TuttiPolicies", "HostileInput",
                "SeededRandom", httpTypes,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiFilesTests",
            dependencies: ["TuttiFiles", "TuttiEngine", "TuttiPlan", "TuttiSystem", "FilesOnDisk", httpTypes],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiSimulationTests",
            dependencies: [
                "TuttiSimulation", "TuttiComposition", "TuttiEngine", "TuttiPlan", "TuttiRouting", "TuttiJSON",
                "TuttiUpstream", "SeededRandom", httpTypes,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiOpenAPITests",
            dependencies: [
                "TuttiOpenAPI", "TuttiSimulation", "TuttiComposition", "TuttiEngine", "TuttiPlan", "TuttiJSON",
                "FilesOnDisk", httpTypes,
            ],
            exclude: ["Everything"],
            swiftSettings: strict),
        .testTarget(
            name: "TuttiServerTests",
            dependencies: [
                "TuttiServer", "TuttiRouting", "TuttiChannels", "TuttiReactor", "TuttiPlan", "TuttiComposition",
                "TuttiEngine", "TuttiDiscovery", "TuttiRedis", "TuttiPolicies", "TuttiCrypto", "TuttiJSON",
                "TuttiStreams",
                "TuttiUpstream",
                "ChildProcess", "ScriptedServices", "RedisServers",
                "SeededRandom", "FilesOnDisk",
                nio("NIOCore"), nio("NIOPosix"), nio("NIOEmbedded"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FixtureServicesTests",
            dependencies: ["FixtureServices", "TuttiJSON", "TuttiPolicies", "TuttiCrypto"], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "TuttiServer", "TuttiComposition", "TuttiDiscovery", "TuttiCurl", "TuttiStreams", "TuttiReactor",
                "FixtureServices",
                "HostileInput", "ChildProcess", "FilesOnDisk", "ScriptedServices", "ScriptedNames", "TestCertificates",
                nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"), nioSSL,
            ],
            exclude: ["HTTP2/http2_client.py", "Services/http2_service.py"], swiftSettings: strict),
    ]
)
