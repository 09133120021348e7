/// Certificates and keys for tests, in PEM, made with `openssl`; valid from 2020 to 2119 where nothing else is said.
///
/// The keys protect nothing: they are public.
package enum TestCertificates {
    /// What has signed all but `stranger`.
    package static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBdzCCAR2gAwIBAgIBATAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdUdXR0aSB0
        ZXN0IGF1dGhvcml0eSBjYTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAw
        MFowIjEgMB4GA1UEAwwXVHV0dGkgdGVzdCBhdXRob3JpdHkgY2EwWTATBgcqhkjO
        PQIBBggqhkjOPQMBBwNCAASle7JlA3xmvmOsxu0zV/jmgCPJn8IZZj9NmjSBzJ1y
        MuyhL5FH2wd09I6O1ag9sAg97avqCVFSM7H3HzlnC+GNo0IwQDAPBgNVHRMBAf8E
        BTADAQH/MA4GA1UdDwEB/wQEAwIBBjAdBgNVHQ4EFgQUMn2YI6/V+pYgcyfqBg1/
        tVD0DuEwCgYIKoZIzj0EAwIDSAAwRQIhAN121/YeHhE6bmqbogsq/xjP/4lH6Zgd
        8x06mjgp2KteAiAjSXuQDrR1O8+zcirs/o0kqDejkXUX2u/3CXn7JvJM/Q==
        -----END CERTIFICATE-----

        """

    /// For `shop.example.com`, `localhost` and 127.0.0.1.
    package static let shop = """
        -----BEGIN CERTIFICATE-----
        MIIBkjCCATigAwIBAgIBAzAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdUdXR0aSB0
        ZXN0IGF1dGhvcml0eSBjYTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAw
        MFowDzENMAsGA1UEAwwEc2hvcDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCLF
        z9jpq8ethBNbwY0cE4I4Y/Pf4e6KXQIzxgCF8UdQYEI0ptVrU7xk2EEc4EKt07zL
        Cog4ie2ISiHRZCBxlSajcDBuMCwGA1UdEQQlMCOCEHNob3AuZXhhbXBsZS5jb22C
        CWxvY2FsaG9zdIcEfwAAATAdBgNVHQ4EFgQUdPer1cxjG9EUj32Yj49SEMRRQtIw
        HwYDVR0jBBgwFoAUMn2YI6/V+pYgcyfqBg1/tVD0DuEwCgYIKoZIzj0EAwIDSAAw
        RQIhAMlrXTa2hbh26qtA/20Ft77URLlpbxmvXUi2Kwucx6dqAiAZL7KYBDn0kgyD
        NDD6mAf+v+HxtX+ltaSdXKFDzhutoQ==
        -----END CERTIFICATE-----

        """

    /// Of ``shop``, ``expired`` and ``future``.
    package static let shopKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgh6JwTeAVse1wMEAy
        /zTvwYP1eIuT8LSRmExRgNarNfyhRANCAAQixc/Y6avHrYQTW8GNHBOCOGPz3+Hu
        il0CM8YAhfFHUGBCNKbVa1O8ZNhBHOBCrdO8ywqIOIntiEoh0WQgcZUm
        -----END PRIVATE KEY-----

        """

    /// For `*.example.com`.
    package static let wildcard = """
        -----BEGIN CERTIFICATE-----
        MIIBfjCCASSgAwIBAgIBBDAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdUdXR0aSB0
        ZXN0IGF1dGhvcml0eSBjYTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAw
        MFowDzENMAsGA1UEAwwEd2lsZDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABA+d
        ittKXmkRPboqzFBDwaS3sC8QJIqX1vjvzBsDPWdTOp2pmTxO8QQgjkFF05JzsKAv
        cpvKjzsb2xt+4MIJ0OWjXDBaMBgGA1UdEQQRMA+CDSouZXhhbXBsZS5jb20wHQYD
        VR0OBBYEFFrqrOSfQMwR5MPIkDwyp64Ib0HbMB8GA1UdIwQYMBaAFDJ9mCOv1fqW
        IHMn6gYNf7VQ9A7hMAoGCCqGSM49BAMCA0gAMEUCIQDywIeQAXfrMgG0ZY5/Ss04
        4qQ704KgbhuiATwV533AvAIgcg/C1ANZW8evcZ9erQ6aZA3GSS1mqpnSGnhKuuof
        07c=
        -----END CERTIFICATE-----

        """

    /// Of ``wildcard``.
    package static let wildcardKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1ZVrW8a+B5goNIHE
        2w+Kt8i7GiWieplT9DXEjudeBqmhRANCAAQPnYrbSl5pET26KsxQQ8Gkt7AvECSK
        l9b478wbAz1nUzqdqZk8TvEEII5BRdOSc7CgL3Kbyo87G9sbfuDCCdDl
        -----END PRIVATE KEY-----

        """

    /// Of a client: `O=Tutti, CN=client seven`.
    package static let client = """
        -----BEGIN CERTIFICATE-----
        MIIBkTCCATegAwIBAgIBBTAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdUdXR0aSB0
        ZXN0IGF1dGhvcml0eSBjYTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAw
        MFowJzEVMBMGA1UEAwwMY2xpZW50IHNldmVuMQ4wDAYDVQQKDAVUdXR0aTBZMBMG
        ByqGSM49AgEGCCqGSM49AwEHA0IABMUfk3hurZezXsJe+0lli+tYxjLLtvAOvtX2
        PK3mLiv4Xm8kea6bFbuQVCYBqUWtuvmmSkd1dkB72xJmpIkmf8+jVzBVMBMGA1Ud
        JQQMMAoGCCsGAQUFBwMCMB0GA1UdDgQWBBSR8I5c9s8oI+qE81f783H4UeohOzAf
        BgNVHSMEGDAWgBQyfZgjr9X6liBzJ+oGDX+1UPQO4TAKBggqhkjOPQQDAgNIADBF
        AiEA27KpKz7GnoVDFogIsVVG8RHxcVEP6z+3ySgHwjBJ9bwCIAp9H8ITyl3f/Ddl
        SOKQDssqBCy5szEiPZozbVRtBUef
        -----END CERTIFICATE-----

        """

    /// Of ``client``.
    package static let clientKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXdOdq9yrI3FWWM+s
        at27GCtdXi41v5plrays5EsqI6uhRANCAATFH5N4bq2Xs17CXvtJZYvrWMYyy7bw
        Dr7V9jyt5i4r+F5vJHmumxW7kFQmAalFrbr5pkpHdXZAe9sSZqSJJn/P
        -----END PRIVATE KEY-----

        """

    /// Of a client, signed by an authority that nobody trusts.
    package static let stranger = """
        -----BEGIN CERTIFICATE-----
        MIIBgTCCASagAwIBAgIBBjAKBggqhkjOPQQDAjAlMSMwIQYDVQQDDBpUdXR0aSB0
        ZXN0IGF1dGhvcml0eSBvdGhlcjAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAw
        MDAwMFowEzERMA8GA1UEAwwIc3RyYW5nZXIwWTATBgcqhkjOPQIBBggqhkjOPQMB
        BwNCAASgmI+UhJBjzS6JoKO56kTxwy5Co0qJFPA8WwipJmWoCB2uqw73b8LQtkxK
        hAn6dXHfUzxUUcsHy5w6A8NLDEKOo1cwVTATBgNVHSUEDDAKBggrBgEFBQcDAjAd
        BgNVHQ4EFgQUcdPm4vatwDLZwi/wCotggalvKEwwHwYDVR0jBBgwFoAUiZZLyYtW
        befZUHCTlcRkUHVAqAswCgYIKoZIzj0EAwIDSQAwRgIhAJ9WBznAQwnuu9Ra/9Xr
        gZpVCcydYKE7IhL6aT0xOpLKAiEAwUjOujawGMIpLgWzh/r/MwGrsBwh8hZh36Nq
        QmRfqNI=
        -----END CERTIFICATE-----

        """

    /// Of ``stranger``.
    package static let strangerKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgodOOoVOoC0hQNqPn
        sehg8mYQzUcd2Ja3eHS9EJUOkmKhRANCAASgmI+UhJBjzS6JoKO56kTxwy5Co0qJ
        FPA8WwipJmWoCB2uqw73b8LQtkxKhAn6dXHfUzxUUcsHy5w6A8NLDEKO
        -----END PRIVATE KEY-----

        """

    /// Valid in 2020 alone.
    package static let expired = """
        -----BEGIN CERTIFICATE-----
        MIIBjzCCATagAwIBAgIBBzAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdUdXR0aSB0
        ZXN0IGF1dGhvcml0eSBjYTAeFw0yMDAxMDEwMDAwMDBaFw0yMTAxMDEwMDAwMDBa
        MA8xDTALBgNVBAMMBHNob3AwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQixc/Y
        6avHrYQTW8GNHBOCOGPz3+Huil0CM8YAhfFHUGBCNKbVa1O8ZNhBHOBCrdO8ywqI
        OIntiEoh0WQgcZUmo3AwbjAsBgNVHREEJTAjghBzaG9wLmV4YW1wbGUuY29tggls
        b2NhbGhvc3SHBH8AAAEwHQYDVR0OBBYEFHT3q9XMYxvRFI99mI+PUhDEUULSMB8G
        A1UdIwQYMBaAFDJ9mCOv1fqWIHMn6gYNf7VQ9A7hMAoGCCqGSM49BAMCA0cAMEQC
        IDTBjdsSJpPFU7E4jufzIbzMe1TioKxmft2DsG9rBZ8uAiBG3+M5eRjat9NQO02m
        z6v+/ozOIUF5fTYQFG8YWFVcsQ==
        -----END CERTIFICATE-----

        """

    /// Valid from 2110 on.
    package static let future = """
        -----BEGIN CERTIFICATE-----
        MIIBkzCCATqgAwIBAgIBCDAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdUdXR0aSB0
        ZXN0IGF1dGhvcml0eSBjYTAiGA8yMTEwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAw
        MDAwWjAPMQ0wCwYDVQQDDARzaG9wMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
        IsXP2Omrx62EE1vBjRwTgjhj89/h7opdAjPGAIXxR1BgQjSm1WtTvGTYQRzgQq3T
        vMsKiDiJ7YhKIdFkIHGVJqNwMG4wLAYDVR0RBCUwI4IQc2hvcC5leGFtcGxlLmNv
        bYIJbG9jYWxob3N0hwR/AAABMB0GA1UdDgQWBBR096vVzGMb0RSPfZiPj1IQxFFC
        0jAfBgNVHSMEGDAWgBQyfZgjr9X6liBzJ+oGDX+1UPQO4TAKBggqhkjOPQQDAgNH
        ADBEAiALurcyX6sohRc0/JQQTsfjZY0crVox+rLB1OZwvLMaLgIgc9wV0yGbOMNK
        bA5Pj60iAlBXb9EnKtoI/Hz/oCxy3iA=
        -----END CERTIFICATE-----

        """

    /// A key behind a passphrase.
    package static let encryptedKey = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgNlQ3QRYPlYgICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIii2/7pc83M27Pruza/z3gEgZCm
        MkQaFKhr/THWK9n0G2XrFqhiFMZqokjh8WcKDR1S75jBhXkV2DyWn7CICx7MjMCP
        TiBxHnYKbpSpI6ye2NF8Y9kY+Vn6+2FZ4c4XRMSxPp7AZA+CEisc4K9LM3QQdioW
        e+PdaB7AO9DZWvSqjr60GAJHhF41dAXdn1kAMTdCVPB1pG6DZgt3aBA4sz/oA4M=
        -----END ENCRYPTED PRIVATE KEY-----

        """
}
