import Testing
import TuttiJSON
import TuttiSchema

struct FormatTests {
    private func accepts(_ format: String, _ text: String) throws -> Bool {
        let schema = try JSONSchema(.object(JSONObject([("format", .string(format))])))
        return schema.accepts(try JSONDocument(parsing: JSONValue.string(text).jsonBytes))
    }

    @Test(arguments: [
        ("date-time", "1963-06-19T08:30:06.283185Z"), ("date-time", "1998-12-31T23:59:60Z"),
        ("date-time", "1998-12-31T15:59:60.123-08:00"), ("date-time", "1963-06-19t08:30:06z"), ("date", "2020-02-29"),
        ("time", "23:59:60+00:00"), ("time", "01:29:60+01:30"), ("time", "12:00:00-23:59"),
        ("email", "joe.bloggs@example.com"),
        ("email", "te~st@example.com"), ("email", #""joe bloggs"@example.com"#),
        ("email", #""joe@bloggs"@example.com"#),
        ("email", "joe@[127.0.0.1]"), ("email", "joe@[IPv6:::1]"), ("email", "joe@[ipV6:::1]"),
        ("uri", "http://foo.bar/?baz=qux#quux"),
        ("uri", "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com"), ("uri", "urn:oasis:names"),
        ("uri", "mailto:a@b.c"),
        ("uri", "ldap://[2001:db8::7]/c=GB?objectClass?one"), ("uri", "http://a:80"), ("uri", "file:///a"),
        ("uuid", "2eb8aa08-AA98-11ea-b4aa-73b441d16380"), ("ipv4", "192.168.0.1"), ("ipv4", "0.0.0.0"), ("ipv6", "::1"),
        ("ipv6", "::"), ("ipv6", "1:2:3:4:5:6:7:8"), ("ipv6", "::ffff:192.168.0.1"), ("ipv6", "1::"),
        ("ipv6", "1:2::8"),
    ])
    func isAccepted(format: String, text: String) throws {
        #expect(try accepts(format, text))
    }

    @Test(arguments: [
        ("date-time", "1998-12-31T23:59:61Z"), ("date-time", "1998-12-31T23:58:60Z"),
        ("date-time", "1990-02-31T15:59:59Z"),
        ("date-time", "1990-12-31T15:59:59-24:00"), ("date-time", "1963-06-19T08:30:06.28123+01:00Z"),
        ("date-time", "2013-350T01:01:01"), ("date-time", "1963-06-19 08:30:06Z"), ("date-time", "1963-06-19T08:30:06"),
        ("date-time", "1963-06-1৪T00:00:00Z"), ("date-time", ""), ("date", "2021-02-29"), ("date", "2020-13-01"),
        ("date", "2020-00-01"), ("date", "2020-01-00"), ("date", "1-2-3"), ("time", "24:00:00Z"), ("time", "12:00:60Z"),
        ("time", "12:00:00"), ("time", "12:00:00.Z"), ("time", "12:00:00+1:00"), ("email", "2962"),
        ("email", ".test@example.com"),
        ("email", "te..st@example.com"), ("email", "test.@example.com"), ("email", "a@-b.com"), ("email", "@b.com"),
        ("email", "a@"),
        ("email", "joe@[127.0.0.300]"), ("email", "joe@[IPv\u{16}:::1]"), ("email", "joe@[ipv5:::1]"),
        ("uri", "//foo.bar/?baz"), ("uri", "/abc"), ("uri", "abc"),
        ("uri", "http:// shouldfail.com"),
        ("uri", ":// should fail"), ("uri", "bar,baz:foo"), ("uri", "https://[@example.org/test.txt"),
        ("uri", "http://a/\\b"),
        ("uri", "http://a/%2"), ("uri", "http://[1::2/"), ("uri", "http://["), ("uri", "http://[]"),
        ("uri", "http://a/#b#c"),
        ("uri", "http://é/"), ("uuid", "2eb8aa08-aa98-11ea-b4aa73b441d16380"), ("uuid", ""),
        ("uuid", "2eb8aa08-aa98-11ea-b4ga-73b441d16380"),
        ("ipv4", "127.0.0"), ("ipv4", "256.0.0.1"), ("ipv4", "01.2.3.4"), ("ipv4", "1.2.3.4.5"), ("ipv4", "1.2.3."),
        ("ipv4", "1.2.3.4\n"),
        ("ipv6", ":"), ("ipv6", ":1"), ("ipv6", "1:"), ("ipv6", "1::2::3"), ("ipv6", "12345::"),
        ("ipv6", "1:2:3:4:5:6:7:8:9"),
        ("ipv6", "::1%eth0"), ("ipv6", "1:2:3:4:5:6:7::8:"), ("ipv6", ":::"), ("ipv6", "::1.2.3"),
        ("ipv6", "1:2:3:4:5:6:7:1.2.3.4"),
    ])
    func isRefused(format: String, text: String) throws {
        #expect(try !accepts(format, text))
    }
}
