import TuttiPolicies

/// Proofs of possession (RFC 9449) that were made with Python's cryptography 48.0.0, and the tokens that they are for, which are signed with
/// ``TokenForge/secret``.
///
/// They are for `GET https://shop.example.com/a/b` at ``TokenForge/now``, but for what their names say.
enum SignedProofs {
    typealias Attack = (source: String, proof: String, defect: ProofDefect)

    /// A token that is bound to a key of P-256.
    static let token = """
        eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1YiI6IjciLCJleHA\
        iOjE4MDAwMDAwNjAsImNuZiI6eyJqa3QiOiIteWk1aGhIWXh5Q29fQ2VNOFNkbFVhc1czaFlhb2xidDBUV1RlWm9DSURBIn19.nC\
        Q-EFuYOiBpwXkOm0m2Dl2RodhQMwVXmFrgtpi5-Q4
        """

    /// The thumbprint of that key.
    static let thumbprint = "-yi5hhHYxyCo_CeM8SdlUasW3hYaolbt0TWTeZoCIDA"

    /// An algorithm, a token, and a proof for it that is signed with that algorithm.
    static let good: [(algorithm: String, token: String, proof: String)] = [
        (
            "ES256",
            """
            eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1YiI6IjciLCJleHA\
            iOjE4MDAwMDAwNjAsImNuZiI6eyJqa3QiOiIteWk1aGhIWXh5Q29fQ2VNOFNkbFVhc1czaFlhb2xidDBUV1RlWm9DSURBIn19.nC\
            Q-EFuYOiBpwXkOm0m2Dl2RodhQMwVXmFrgtpi5-Q4
            """,
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0xIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9zaG9wLmV4YW1wbGUuY29tL2E\
            vYiIsImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiZGVDSURuZTlsR2JEekl0NDB1WE5wdHRaR3BZUXVBUXlCUEg1SWVTNU5VcyJ9.dW\
            p0hPF0e9smCw4nd2KZZD-sMf82e7OsXz3InzQWHhU9OpaCFbUIU4HK9aXvjlkLB5qV2ZNoJ8-wc3RxhWmwkg
            """
        ),
        (
            "EdDSA",
            """
            eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1YiI6IjciLCJleHA\
            iOjE4MDAwMDAwNjAsImNuZiI6eyJqa3QiOiItUDM2OFJoUnlGbF9jbi1xQ3UtY0lJQ1RMYUFuUnRCbmdlSmd5QnZFbDkwIn19.XT\
            JFM7nBAz9Ggx8YSlbalc9qiia6_2XxOxUwUPPPiKc
            """,
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVkRFNBIiwiandrIjp7Imt0eSI6Ik9LUCIsImNydiI6IkVkMjU1MTkiLCJ4IjoiTVZB\
            aktxMVVQUlFMa1BxYjBvamlmWURVb24wTmhXM084RXQwWXAybkNTMCJ9fQ.eyJqdGkiOiJpZC0yIiwiaHRtIjoiR0VUIiwiaHR1I\
            joiaHR0cHM6Ly9zaG9wLmV4YW1wbGUuY29tL2EvYiIsImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiRnJZX2Z5ZnpGcUVnTktZX3NDV\
            lFIYlNhN01qYUFkSzlMdFZWVlltLVFSZyJ9.9odyAYwzhGPqfNDBpcogSa0wnVlsMiSYUEYzLZhNiD0iTXPHj7w3JwySml1PFvXS\
            afwLzpD4KwiOq38TvZGyCQ
            """
        ),
        (
            "PS256",
            """
            eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1YiI6IjciLCJleHA\
            iOjE4MDAwMDAwNjAsImNuZiI6eyJqa3QiOiI4NnI1dkNqZDJRU1dNVkJhQzhvTnJ6ZlZHRGhwMlBYMWM1VktPaVd4UURBIn19.Y3\
            y730b70Wh6UuaPd5nUUxKHyUJUIxzH2DpHJLByDSs
            """,
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IlBTMjU2IiwiandrIjp7Imt0eSI6IlJTQSIsIm4iOiI4U0FrT19OSzF6ak52dUl4MUFt\
            QXhZY0QtRkg3M0djM3BEZVdLalVaT09ZOVdSVGRxdFFCMU10QmpJNV82M2JCVllTYjJBU1pUaGduMTRmNmVsdk1YdlVZQ1piOUh3\
            SFd5MzFfakhUU1dDVEg1aG5HNUxvMWE0LU5yUTdVN1doQ0dfU1owb2VwOTcyRU51eDRnOGZYZVV4WF9PN0lzRk9rNHREUHgtS2tw\
            dmJ0OG9oXzA1d3NGUDMzVlQzLU1VV1l4Y1JFRTlpaHNscEMtMEtqLTVxRnZHRGZEX2VRRWVxYjhkU2FfaWduVVNzZmJ0LWc5SHBy\
            T01BSnJXaS1xOEtvanQ3UUNldXFLMFBaVDJmeXpCclhvVm14WGw3c3FHSHRrdllNcnJ6Q0o1M0wzWVNKVEcyTXpzcE1nOUZiTWJm\
            bjVhWjlOUUREcTB4cUQ2VTZTMUo1UFEiLCJlIjoiQVFBQiJ9fQ.eyJqdGkiOiJpZC0zIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0c\
            HM6Ly9zaG9wLmV4YW1wbGUuY29tL2EvYiIsImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiempUbC1xLUgwd3IwQzI5SENVcGhwMkZOY\
            jR5SWNCZUY5bk05czFQTzRmUSJ9.hqwOXaR2EzB7-dIZDRn_wB8gdqnzhLyMA0lyJ6skF309kbGhuTjtMTID85EDFlk_cEXkM9Ev\
            HcHDrjtIUFORXyTuG54HuDV71hdw2sUdMVqM-aoVUHfWm0DXCNJwLZllhMZFHXKvrH8-kgSwNn32tjvHK2ZrPNItB66a8yZXdWdL\
            1tTWrXKTRTF071ps3v70Uf7mdJDqJrYjSEff6RJS3iSHYWxI2gZ3LplX8DaNFjdDAVjFxVzSawD2Gm8eSJGIWpM_I0iisdmm0_t9\
            7-uSsT1W9HJMw-g6NB9k05QQJXxLxTcuGRAam2SnkrmwnGnQPbYzOU-tGNgfxaz6pLtGMQ
            """
        ),
        (
            "RS256",
            """
            eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1YiI6IjciLCJleHA\
            iOjE4MDAwMDAwNjAsImNuZiI6eyJqa3QiOiI4NnI1dkNqZDJRU1dNVkJhQzhvTnJ6ZlZHRGhwMlBYMWM1VktPaVd4UURBIn19.Y3\
            y730b70Wh6UuaPd5nUUxKHyUJUIxzH2DpHJLByDSs
            """,
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IlJTMjU2IiwiandrIjp7Imt0eSI6IlJTQSIsIm4iOiI4U0FrT19OSzF6ak52dUl4MUFt\
            QXhZY0QtRkg3M0djM3BEZVdLalVaT09ZOVdSVGRxdFFCMU10QmpJNV82M2JCVllTYjJBU1pUaGduMTRmNmVsdk1YdlVZQ1piOUh3\
            SFd5MzFfakhUU1dDVEg1aG5HNUxvMWE0LU5yUTdVN1doQ0dfU1owb2VwOTcyRU51eDRnOGZYZVV4WF9PN0lzRk9rNHREUHgtS2tw\
            dmJ0OG9oXzA1d3NGUDMzVlQzLU1VV1l4Y1JFRTlpaHNscEMtMEtqLTVxRnZHRGZEX2VRRWVxYjhkU2FfaWduVVNzZmJ0LWc5SHBy\
            T01BSnJXaS1xOEtvanQ3UUNldXFLMFBaVDJmeXpCclhvVm14WGw3c3FHSHRrdllNcnJ6Q0o1M0wzWVNKVEcyTXpzcE1nOUZiTWJm\
            bjVhWjlOUUREcTB4cUQ2VTZTMUo1UFEiLCJlIjoiQVFBQiJ9fQ.eyJqdGkiOiJpZC00IiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0c\
            HM6Ly9zaG9wLmV4YW1wbGUuY29tL2EvYiIsImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiempUbC1xLUgwd3IwQzI5SENVcGhwMkZOY\
            jR5SWNCZUY5bk05czFQTzRmUSJ9.chYFY59H-zdW_q-ZGUgdMVFjfH-xc5GLzKnZKXZayguX-xar_1Y8HC8CRWbzCrz0YIBbJzcA\
            uyNhI0q5N6O4TvPvnvuZgB0nG7laZF2SBM2u0tjI3Sief5nv6EOWWyGMfudsHLxw6NuamGNFq6Os3heJ4uWcsUv-LlkG6UVmzxW7\
            AIoXbAjPP3irhfYS-byyrBpvMtsF5vzv28yx6rOYLLN6cMdyM-FrSXeA-t_YoY_p8jUYVglWGtMokpwV96anDVU--k74BlCJ0y1L\
            bbtw3Zdf6pWY-WFBGvcsC09a45ILo7ViLl9aGldNpd4L-7NJm-NPZfKgZ9gu3ThjZd7G7g
            """
        ),
    ]

    /// The address in another spelling, of which the name says what is other.
    static let spellings: [(name: String, proof: String)] = [
        (
            "query and fragment",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC01IiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9zaG9wLmV4YW1wbGUuY29tL2E\
            vYj94PTEjeSIsImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiZGVDSURuZTlsR2JEekl0NDB1WE5wdHRaR3BZUXVBUXlCUEg1SWVTNU5\
            VcyJ9.WS8Es6KyiaMBoJdlCVLVjasmMPRe1XG3fBY1hjnnKFRfyFFqi3w1vVMZat7b6GoO0pcBghnzXhtOThkvNfUU_A
            """
        ),
        (
            "the port of the scheme",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC02IiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9zaG9wLmV4YW1wbGUuY29tOjQ\
            0My9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXM\
            ifQ.zaYyXqaqpDOFPz1hMx4t2lkzwQGfg9bEJf3oHf-RI5BsVZ_pe_-Kg8oHOKcHTamoI9O9lLqBAU1S-puRFxSmHA
            """
        ),
        (
            "upper case",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC03IiwiaHRtIjoiR0VUIiwiaHR1IjoiSFRUUFM6Ly9TSE9QLkV4YW1wbGUuQ09NL2E\
            vYiIsImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiZGVDSURuZTlsR2JEekl0NDB1WE5wdHRaR3BZUXVBUXlCUEg1SWVTNU5VcyJ9.Dx\
            y1GG2iOLVkiudu6Xa3YIg8kAvhkx4aFRS_rJvWuSJUHCtFaV9GudxVUKMpSdlZGehU6LXVe7PHDbpFRXGbKg
            """
        ),
        (
            "percent signs that need not be",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC04IiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9zaG9wLmV4YW1wbGUuY29tLyU\
            2MS8lNjIiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXM\
            ifQ.hnpa0z2ZQxhaeQml5ITg5wKnSgj8EEweyonAYv5r8mErRTGXJHzTPRpv3cF9CIbBARQZqatN_T17-6xOEtzeWQ
            """
        ),
        (
            "dots",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC05IiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9zaG9wLmV4YW1wbGUuY29tL2E\
            vLi9jLy4uL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzV\
            OVXMifQ.mEeakIH8yCSLXZcvkZwv5pTHcxwsa2gynL776PXZHFXs7NRd9WsNBKK3Ys7kMea1JYgQ2qPIbsDbzjtqulwr8w
            """
        ),
    ]

    /// Good ones, each with a `jti` of its own.
    static let further = [
        """
        eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
        bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
        Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC02MCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
        hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
        cY7ZelMB37R0ZJbk5x3PBgZjx-BMSU6wuYrQiujBxLV4OmUhazNML34FA7Wy9Iu1jEJLfcJXLYZj5By2P_hhUw
        """,
        """
        eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
        bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
        Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC02MSIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
        hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
        4x-OsOsaeNvi4s7yHnCsA8FIf551JlD3BqH7klzSAhxDbcZKjK_4PH4bgj6_8VN1R6cCpaGXEKQ7DUj4TibuOg
        """,
        """
        eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
        bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
        Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC02MiIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
        hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
        _GL-indi68vV05kfVAuKKfjpZMRmze1aiT2c40frDEbac7VDviOpycMpWurcaXxuZ7W8cmU2SnaB_lqdGBqSBg
        """,
        """
        eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
        bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
        Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC02MyIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
        hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
        hDAYwcYHFp2ASi-sgfRbxF0pcWnIU7zH89gChY70e7nGTOjj73X3VySg_X8sR-30O_4eDIicFs87c3rDItxmuw
        """,
    ]

    /// What is refused, why, and who says so.
    static let attacks: [Attack] = [
        (
            "RFC 9449, 4.3 (4): typ JWT",
            """
            eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiIsImp3ayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMjU2IiwieCI6IlRETXBwc215SkdV\
            YVc1TWM5T0hZd0NOUENQNVV6T2Q4VERjRWpRS1M1T2ciLCJ5IjoibHBUY1p4M2VPUFdfaDhTaUtISUtrMlRtTDVxbTU3dmJpeGd5\
            bDB3MjJ4ayJ9fQ.eyJqdGkiOiJpZC0xMCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9hL2IiL\
            CJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.Eo6ccp\
            86zE-NfwBW9loMDC4j_2LUvBiCkXmwLbIQAJxIScJwjxunkghugPjsRQ1nHSUlRD2y8NJhIDbMrcg0QA
            """, .malformed
        ),
        (
            "RFC 9449, 4.3 (4): no typ",
            """
            eyJhbGciOiJFUzI1NiIsImp3ayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMjU2IiwieCI6IlRETXBwc215SkdVYVc1TWM5T0hZd0NO\
            UENQNVV6T2Q4VERjRWpRS1M1T2ciLCJ5IjoibHBUY1p4M2VPUFdfaDhTaUtISUtrMlRtTDVxbTU3dmJpeGd5bDB3MjJ4ayJ9fQ.e\
            yJqdGkiOiJpZC0xMSIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9hL2IiLCJpYXQiOjE4MDAwM\
            DAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.gVKlGWon5N2pweyQ6_kkir\
            6Z_EOjI3_2hRydUv9DGjqe0hgsdBhbrdzgUQ-jkAv-EcCwoRRnzXOnXqjjSgXtPw
            """, .malformed
        ),
        (
            "RFC 9449, 4.3 (4): typ at+jwt",
            """
            eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFUzI1NiIsImp3ayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMjU2IiwieCI6IlRETXBwc215\
            SkdVYVc1TWM5T0hZd0NOUENQNVV6T2Q4VERjRWpRS1M1T2ciLCJ5IjoibHBUY1p4M2VPUFdfaDhTaUtISUtrMlRtTDVxbTU3dmJp\
            eGd5bDB3MjJ4ayJ9fQ.eyJqdGkiOiJpZC0xMiIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9hL\
            2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.n4\
            a2NT1rQOPzcipXCNG_BDtcDIfikjs1g7oJVsyjUymjNKK5CyqCgOIo-9n6HMpvfOKE4aZANBzb41DUf0B-sw
            """, .malformed
        ),
        (
            "RFC 9449, 4.3 (2): no JWT",
            "x", .malformed
        ),
        (
            "RFC 9449, 4.3 (2): empty",
            "", .malformed
        ),
        (
            "RFC 9449, 4.3 (2): two parts",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0xMyIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ
            """, .malformed
        ),
        (
            "RFC 7515, 4.1.11: crit",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn0sImNyaXQiOlsieCJdLCJ4IjoxfQ.eyJqdGkiOiJpZC0xNCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzO\
            i8vc2hvcC5leGFtcGxlLmNvbS9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwW\
            VF1QVF5QlBINUllUzVOVXMifQ.ckN6dcBO5nAxr8JI91NbXNu-2vIufQBramuQ4OUMt1kyeNHVzmIzvkA8QJHrgDozrlZ6SVzZdb\
            rJLW2G6L56jA
            """, .malformed
        ),
        (
            "RFC 8725, 2.4: a claim twice",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJkIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9zaG9wLmV4YW1wbGUuY29tL2EvYiI\
            sImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiZGVDSURuZTlsR2JEekl0NDB1WE5wdHRaR3BZUXVBUXlCUEg1SWVTNU5VcyIsImh0bSI\
            6IkdFVCJ9.xT_Ld3ZTuq4LE8iDCSv8ZTlpK3AQAUtn8GqDYbE2VLMmh_oDW7qX9NP18j3N9UiqtK6B9iKV347LIv9eEz4NGA
            """, .malformed
        ),
        (
            "RFC 9449, 4.3 (2): claims that are a list",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.W10.BxE0JCnOA_3GxUKgm0VDUmScEJ3-K63tZUQHfVoi5XABcGdOKsExsFCXD-i-agIN8F3i4r6Vb-q\
            gzIJjL81Vmw
            """, .malformed
        ),
        (
            "CVE-2015-9235: alg none",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6Im5vbmUiLCJqd2siOnsia3R5IjoiRUMiLCJjcnYiOiJQLTI1NiIsIngiOiJURE1wcHNt\
            eUpHVWFXNU1jOU9IWXdDTlBDUDVVek9kOFREY0VqUUtTNU9nIiwieSI6ImxwVGNaeDNlT1BXX2g4U2lLSElLazJUbUw1cW01N3Zi\
            aXhneWwwdzIyeGsifX0.eyJqdGkiOiJpZC0xNyIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9h\
            L2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.
            """, .algorithm
        ),
        (
            "CVE-2015-9235: alg None",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6Ik5vbmUiLCJqd2siOnsia3R5IjoiRUMiLCJjcnYiOiJQLTI1NiIsIngiOiJURE1wcHNt\
            eUpHVWFXNU1jOU9IWXdDTlBDUDVVek9kOFREY0VqUUtTNU9nIiwieSI6ImxwVGNaeDNlT1BXX2g4U2lLSElLazJUbUw1cW01N3Zi\
            aXhneWwwdzIyeGsifX0.eyJqdGkiOiJpZC0xOCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9h\
            L2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.q\
            FJxWWyA5kLehxtsOKZCWTPihUP-ihaTbTTDgJ5BCZvoP_Mk5Qul_ZcDUGLP2X-LvrqIXZ44Eu6FtHVd-NwEQQ
            """, .algorithm
        ),
        (
            "CVE-2016-5431: HS256 with the public key",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkhTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJocyIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9hL2I\
            iLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.gYn0\
            GZZP0Ff3AR28oeBIRxbKHAwzlFtcgGjZITDbCAI
            """, .algorithm
        ),
        (
            "RFC 9449, 4.3 (5): HS256 with a secret in jwk",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkhTMjU2IiwiandrIjp7Imt0eSI6Im9jdCIsImsiOiJlSGg0ZUhoNGVIaDRlSGg0ZUho\
            NGVIaDRlSGg0ZUhoNGVIaDRlSGg0ZUhnIn19.eyJqdGkiOiJocyIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGF\
            tcGxlLmNvbS9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUl\
            lUzVOVXMifQ.OpFwuubPu25pdE2x1aMAxq6D_TBWMpfkyJPWFLC3hVA
            """, .algorithm
        ),
        (
            "RFC 9449, 4.3 (5): an algorithm that isn't taken",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMzg0IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0xOSIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
            _2ZqxtZIzEGvgHeSTLSXBdv_QZv6Y3NqAKXebL-ND1FQFVLq46VDTfQ1eK72y63m3BpfGt8v28djdIkpTY0s_A
            """, .algorithm
        ),
        (
            "RFC 9449, 4.3 (6): jwk of a secret",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6Im9jdCIsImsiOiJlSGg0ZUhoNGVIaDRlSGg0ZUho\
            NGVIaDRlSGg0ZUhoNGVIaDRlSGg0ZUhnIn19.eyJqdGkiOiJpZC0yMCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5\
            leGFtcGxlLmNvbS9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlB\
            INUllUzVOVXMifQ.i3Q40yYZO-fzdDlslAQBKIw7MAiV0a8LGpqB3CSkZtUw0-r3p7xebck9pIFrBLO_iwLA0N8lxfQgipyZ6yUg\
            KA
            """, .key
        ),
        (
            "RFC 9449, 4.3 (7): jwk with its private part",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIiwiZCI6Im5wY3JHamNxZ1B2cC00cHlIb0JYamw0UXVEdUdUalhFVTd3RkRTUGtJQWsifX0.eyJqdGkiOiJp\
            ZC0yMSIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0\
            aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.QZgKKeUUZxChXHnGL3ZQ-HomILCL7A8T3\
            TZx_qqJ30RUqiRRl6HsLQhG1vcEQdiFVl3bmIaKJzeDRJ9BxInv7g
            """, .key
        ),
        (
            "RFC 9449, 4.2: no jwk",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2In0.eyJqdGkiOiJpZC0yMiIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8v\
            c2hvcC5leGFtcGxlLmNvbS9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1\
            QVF5QlBINUllUzVOVXMifQ.iAW02yTePL-0N_CJxpGw57aiyff6KCMz9-mTxg-EnPVGEiwZgImBLGExmVg483Sh-8BzQyD1yFrxe\
            mTpL7XiCQ
            """, .key
        ),
        (
            "RFC 9449, 4.2: jwk a text",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjoieCJ9.eyJqdGkiOiJpZC0yMyIsImh0bSI6IkdFVCIsImh0dSI\
            6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVh\
            OcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.Px2kYw3P5BzB6GRpkXsrOUqZ5Ox7P5yaY6IIhv0LKyUycBHRp61LnvBoQKvpJilB\
            tNNMOVl6IX0yWTjlFIgaMg
            """, .key
        ),
        (
            "RFC 9449, 4.2: kid in place of jwk",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2Iiwia2lkIjoiZTEifQ.eyJqdGkiOiJpZC0yNCIsImh0bSI6IkdFVCIsImh0d\
            SI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwd\
            VhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.GOiYZ9A7MJyQs3yPS8qbiwMmRxSdxZdkOqtjMB93l0q1RnLUDpl1uTYxRbZmAW\
            XupD9Icg41Rl1EGmp0LHXBrg
            """, .key
        ),
        (
            "RFC 8725, 3.10: jku in place of jwk",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2Iiwiamt1IjoiaHR0cHM6Ly9ldmlsLmV4YW1wbGUvandrcyJ9.eyJqdGkiOiJ\
            pZC0yNSIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF\
            0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.HQGklvabetrqxBS7u6upac0QFu32UjJk\
            KTCd2H2TgpN27CSpymOSO7HrLk3XU4Ddjo_qBj5h0TUPcq_RACowHg
            """, .key
        ),
        (
            "RFC 8725, 3.4: jwk off its curve",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\
            QUFBQUFBQUFBQUFVIn19.eyJqdGkiOiJpZC0yNiIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
            L2sckf_F50i2Xo3fD78j8OwYCkSMRCEwEdSSTZY2vvhLeyEM2DIMP3fMx_W4xzLt6I3YyVxmbq7IDTygsVPe0w
            """, .foreign
        ),
        (
            "RFC 7518, 3.3: jwk of RSA with 1,024 bits",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IlJTMjU2IiwiandrIjp7Imt0eSI6IlJTQSIsIm4iOiIxS080Yld0MExwbUZKTm95bWJO\
            bGhoSW9TT1ZaMlRSNjdWcVBQVHRRSWJfMms3dWJoa0lyY2h5LXJFVGt6NDItUm50U2oxS2lZNzBkMTd1WndfamNQRlhBaFplTE5Y\
            TlRwZ0JmRmYwaVNDYm5YcEVxTWhkaUZ3LVBVaHl4RFBBcnl2c1owZkdsblMyRGhfSmtnYTFodEs1dDQ2OWdpTzBLaENmVmplN2R6\
            Y1UiLCJlIjoiQVFBQiJ9fQ.eyJqdGkiOiJpZC0yNyIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvb\
            S9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMif\
            Q.m3XIoj-tCnUAUmA_MxOAYUcvCOmXJegzvib8FsbcZK2oRXT988c0f2OG8HqzNwpxy3b4tDqlyGnEle5CMOWhpzvgVp4DlRhH5r\
            cLbvFg5NMYB6Vihk1NwBKhwl30a63HRKBu9qrp06AQlBxEyBT7tvcSqZh3nl24nzhvoQ67iVU
            """, .key
        ),
        (
            "RFC 8725, 3.1: alg of another kind of key",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IlJTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0yOCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
            Ng3d00-eTcv5_j0w7TkWS8EEQ-Vq2J_TicupOg5ZbOwvspaJ_ft6He6KK68IjAXXfAwYhLheQZPfGAwHDfIRng
            """, .key
        ),
        (
            "RFC 9449, 11.1: a key of the thief's own",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiYzB4N25F\
            OWpYWTc0Y2ZDQmtybndUZ1JpeVN2NVZ5NW1mY3lsOEJqam5iMCIsInkiOiJnUkhEUUhtWlp0cXJDUnBtXzBpSmpGeFllY2VUYWVO\
            bTVOVDdFemV6WkE0In19.eyJqdGkiOiJpZC0yOSIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
            WDDbqLmkNLXo7eO3-AD2yb8dn7VR6YH0XlzMo7K0s4m_kDiMe3sGPOp73lGc0JFuAFo1RWGdfRpX7nOUMV7hNQ
            """, .foreign
        ),
        (
            "RFC 9449, 4.3 (6): signed by another key",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0zMCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
            kpB_U3UQis5ARUKIXc5KI3q5P3K23oEjdn0DCem97_bCRgRys313Ap8Eh97caU78c2_Ua7RdRw6qwIS7eebftw
            """, .signature
        ),
        (
            "RFC 9449, 4.3 (6): no signature",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0zMSIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.
            """, .signature
        ),
        (
            "CVE-2022-21449: zeros",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0zMiIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
            """, .signature
        ),
        (
            "RFC 7515, 5.2: the signature of another proof",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0zMyIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
            dWp0hPF0e9smCw4nd2KZZD-sMf82e7OsXz3InzQWHhU9OpaCFbUIU4HK9aXvjlkLB5qV2ZNoJ8-wc3RxhWmwkg
            """, .signature
        ),
        (
            "RFC 9449, 4.3 (8): htm of another method",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0zNCIsImh0bSI6IlBPU1QiLCJodHUiOiJodHRwczovL3Nob3AuZXhhbXBsZS5jb20\
            vYS9iIiwiaWF0IjoxODAwMDAwMDAwLCJhdGgiOiJkZUNJRG5lOWxHYkR6SXQ0MHVYTnB0dFpHcFlRdUFReUJQSDVJZVM1TlVzIn0\
            .hfpCTt521lr9fJHbXzBO5K9nqd9mWm2jC93ctY9JQbwWCEubYE6UuUp0lYO1MGlpt0bcUwzM37U5fpK1Rsn5JA
            """, .request
        ),
        (
            "RFC 9110, 9.1: htm in lower case",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0zNSIsImh0bSI6ImdldCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
            ULqiyclRfs5cZuLZnP5CvqmAKkm9CtgO9YOr-RjG4gwRyrSIo2uL6sVXo1BLo4gFFotJbiAgUBScJLN_5oYFnw
            """, .request
        ),
        (
            "RFC 9449, 4.2: no htm",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0zNiIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9hL2IiLCJpYXQiOjE\
            4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.lDymMZytM1aY1nUH\
            B16-H5PhUDQqpFZ3IwYchdJ46VVRiKEDoLM1XxZkcBRwQad8MNrTfXw8qksj0fNCm2rTIA
            """, .request
        ),
        (
            "RFC 9449, 4.3 (9): htu of another host",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0zNyIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vZXZpbC5leGFtcGxlL2EvYiI\
            sImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiZGVDSURuZTlsR2JEekl0NDB1WE5wdHRaR3BZUXVBUXlCUEg1SWVTNU5VcyJ9.y3Odor\
            pAsFhg7LXXmGk_z08HOjuPZ4Pqv8OQ4jEyrd2LhFChORpynmpDKPkL6LON7rRHK0zRnoYYr8WXlUzdiw
            """, .request
        ),
        (
            "RFC 9449, 4.3 (9): htu of a host that ends alike",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0zOCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vZXZpbC1zaG9wLmV4YW1wbGU\
            uY29tL2EvYiIsImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiZGVDSURuZTlsR2JEekl0NDB1WE5wdHRaR3BZUXVBUXlCUEg1SWVTNU5\
            VcyJ9.-tmpVzNSFfCZAFtAQbl6JzNly-eue8HuKNmQbO0elA_bxGJ_wn3-H0iXNAYUSsY4Cp7hgcEBp8UjK5zjKvsc6g
            """, .request
        ),
        (
            "RFC 9449, 4.3 (9): htu with a user",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC0zOSIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbUB\
            ldmlsLmV4YW1wbGUvYS9iIiwiaWF0IjoxODAwMDAwMDAwLCJhdGgiOiJkZUNJRG5lOWxHYkR6SXQ0MHVYTnB0dFpHcFlRdUFReUJ\
            QSDVJZVM1TlVzIn0.-opb8Cfwl_BOEZBDzDjlf3fFL-VnodwyAzvczGXNZ9ybu6ZMl-0SOg3EhOSN1rr7nG-liaPvG4gcciCKI89\
            SvA
            """, .request
        ),
        (
            "RFC 9449, 4.3 (9): htu with another path",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC00MCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hIiwiaWF0IjoxODAwMDAwMDAwLCJhdGgiOiJkZUNJRG5lOWxHYkR6SXQ0MHVYTnB0dFpHcFlRdUFReUJQSDVJZVM1TlVzIn0.qYy\
            17E8ylPacn3HDt7ieK5CReu4RysflFR94YS9jkGsfpQGSQXBapo_dx7HquRTszHc-lWSjJD91LEMkcarsCQ
            """, .request
        ),
        (
            "RFC 9449, 4.3 (9): htu with a path in upper case",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC00MSIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            BL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
            VIBhANYoTQB5vwHZjF4Zrek9PfxsSDu2zAzf6sG7Gue-HPi9dHbDllYf5qUqb-32El6p0WJkzxbfwaRR8hjM5A
            """, .request
        ),
        (
            "RFC 3986, 6.2.2.2: htu with an encoded slash",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC00MiIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hJTJGYiIsImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiZGVDSURuZTlsR2JEekl0NDB1WE5wdHRaR3BZUXVBUXlCUEg1SWVTNU5VcyJ\
            9.kjbkQnxMzKo4oCqGG2RzQHrqcRCXviMrEBI9All9NWGClXzKirce9E1V8dlROsqPlHRHF74fGNdJo5b2XkHK1g
            """, .request
        ),
        (
            "RFC 9449, 4.3 (9): htu without TLS",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC00MyIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHA6Ly9zaG9wLmV4YW1wbGUuY29tL2E\
            vYiIsImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiZGVDSURuZTlsR2JEekl0NDB1WE5wdHRaR3BZUXVBUXlCUEg1SWVTNU5VcyJ9.cL\
            mo2jeDGfDLlzF8p84C-bU16s3yKFKlKZzPFBhcpAgLeePj29I9G3WZaHwdyahTvI-xaogs2qRASpbDZsdvvg
            """, .request
        ),
        (
            "RFC 9449, 4.3 (9): htu with another port",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC00NCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbTo\
            4NDQzL2EvYiIsImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiZGVDSURuZTlsR2JEekl0NDB1WE5wdHRaR3BZUXVBUXlCUEg1SWVTNU5\
            VcyJ9.dRhQ9Ih-4TPhBVox2J-DbGDCkCek34BB70WfFQfoP40xSb7ZpIE4h7-DFEZBA-7P_JQvYiaE62ywOjjJlPRDNQ
            """, .request
        ),
        (
            "RFC 9449, 4.2: htu that is a path",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC00NSIsImh0bSI6IkdFVCIsImh0dSI6Ii9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF\
            0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.WfNttcvInLkw3ee5W4ax1v6xzislsmHi\
            dH-utAjVUHNE4XvbwuuaRU9p2A30F8l-Ms0kPSaCJ7f2TKmUV2fKVg
            """, .request
        ),
        (
            "RFC 9449, 4.2: no htu",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC00NiIsImh0bSI6IkdFVCIsImlhdCI6MTgwMDAwMDAwMCwiYXRoIjoiZGVDSURuZTl\
            sR2JEekl0NDB1WE5wdHRaR3BZUXVBUXlCUEg1SWVTNU5VcyJ9.1frX_MLv-71zibSKsKqbOga1ePd0XyvCoY_loAEVSKyT8s2GwA\
            joWq5ZtxRei31mPivc4GJ-nFNBdZkj_59VPA
            """, .request
        ),
        (
            "RFC 9449, 4.3 (11): 61 seconds old",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC00NyIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE3OTk5OTk5MzksImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
            yI7-nuWP2ggoEXRKCOVy-FRX1w02kLs4O-KHH8y0pn5Bbd0UkDAQODPbMS-Lm6AsEqCktVqlRvVOqm7j6F_PTQ
            """, .time
        ),
        (
            "RFC 9449, 4.3 (11): 31 seconds to come",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC00OCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMzEsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.\
            JT2fx-rIgZgb1w2LFG_tfyC3reyygyrtDq21QR_kI-WUg1DRAfgwOlNtZGCT8F79BNcCKN27JHQ0LkRm9f1_LQ
            """, .time
        ),
        (
            "RFC 9449, 4.2: no iat",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC00OSIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJhdGgiOiJkZUNJRG5lOWxHYkR6SXQ0MHVYTnB0dFpHcFlRdUFReUJQSDVJZVM1TlVzIn0.OOkMtojgZwT1fiwFA66dfuR\
            RYcW1OAlpjcefOnQXEWjqKoc36KmI9gBfoqn-t_qH0UnhCb1kEnTe28dZjZwSPQ
            """, .time
        ),
        (
            "RFC 9449, 4.2: iat a text",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC01MCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOiIxODAwMDAwMDAwIiwiYXRoIjoiZGVDSURuZTlsR2JEekl0NDB1WE5wdHRaR3BZUXVBUXlCUEg1SWVTNU5VcyJ\
            9.26r3bm8--E6eULD-5OCbAyjcD0BYld4A5NoS9wTxkwgm46akAfd-5GfnEZd3pg3paSE1711JxNcvC3viMCbG8g
            """, .time
        ),
        (
            "RFC 9449, 4.2: an iat of no calendar",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJkIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9zaG9wLmV4YW1wbGUuY29tL2EvYiI\
            sImlhdCI6MWUzMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.C1pW66HhYYye\
            ljR7DmrKDZcqy1Eta76TOBrATwWN80InXYUr_a-QQP41unQKjuk8CTI6wkpoxyZAGqKrXbvvgA
            """, .time
        ),
        (
            "RFC 9449, 4.2: no jti",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJodG0iOiJHRVQiLCJodHUiOiJodHRwczovL3Nob3AuZXhhbXBsZS5jb20vYS9iIiwiaWF0IjoxODA\
            wMDAwMDAwLCJhdGgiOiJkZUNJRG5lOWxHYkR6SXQ0MHVYTnB0dFpHcFlRdUFReUJQSDVJZVM1TlVzIn0.eZyt9v-oZI6hYi8lBRj\
            itd4yl5epTQKCaj6LIpx8BaDa7MMEi6qyeISyLDuySA_ktzLeM0biDSZLoEJSfzgvtQ
            """, .malformed
        ),
        (
            "RFC 9449, 4.2: an empty jti",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiIiLCJodG0iOiJHRVQiLCJodHUiOiJodHRwczovL3Nob3AuZXhhbXBsZS5jb20vYS9iIiw\
            iaWF0IjoxODAwMDAwMDAwLCJhdGgiOiJkZUNJRG5lOWxHYkR6SXQ0MHVYTnB0dFpHcFlRdUFReUJQSDVJZVM1TlVzIn0.ubYAEtP\
            5RxRQZ-HxtuBOHkPTyE0Oa4UWGKdA5MPHd3C11VuQtn5x69zr4LaygCoLjbDDfBbBSgqj0fakxfwjUg
            """, .malformed
        ),
        (
            "RFC 9449, 11.1: a jti of 257 bytes",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJ4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh\
            4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh\
            4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh\
            4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eCIsImh0bSI6IkdFVCIsImh0dSI\
            6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVh\
            OcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.hOJdGFQGNyiSU93XoeJoGilCDJO0LafdnfKpsEBEJ0FoH5ApoOiMb5qGfuXnOFph\
            iS3Tvraz_FJyMrdnzWVIIw
            """, .malformed
        ),
        (
            "RFC 9449, 4.2: jti a number",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOjcsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9hL2IiLCJ\
            pYXQiOjE4MDAwMDAwMDAsImF0aCI6ImRlQ0lEbmU5bEdiRHpJdDQwdVhOcHR0WkdwWVF1QVF5QlBINUllUzVOVXMifQ.h1ie3Yrz\
            BjEj7lbqHtrNkG_jiCd08vfGM5MYu3QWyUrW2BaCVXGStl6PeO5AE1JnywKlIVc1z8vYsPeZAJMx4A
            """, .malformed
        ),
        (
            "RFC 9449, 4.3 (12): no ath",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC01NiIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDB9.XyaGSYWGyenDWUjEJkMR0DcfZgrQFXnBFSqlAidUG0OK_bhJ_lPcPW5TTv0-NpBrCHSE_a\
            3hkuhb47ZNF33S_A
            """, .token
        ),
        (
            "RFC 9449, 4.3 (12): ath of another token",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC01NyIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6IkZyWV9meWZ6RnFFZ05LWV9zQ1ZRSGJTYTdNamFBZEs5THRWVlZZbS1RUmcifQ.\
            MUOR4wdaWpXhd_znxmDPjHsQw3FZYKD6LupZ7oQwP5WsrjVf93oTF0teYIRJPG69rntOWtkGqgb4vd6zWAq9tA
            """, .token
        ),
        (
            "RFC 9449, 4.2: ath in hexadecimal digits",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC01OCIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6Ijc1ZTA4ODBlNzdiZDk0NjZjM2NjOGI3OGQyZTVjZGE2ZGI1OTFhOTYxMGI4MDQ\
            zMjA0ZjFmOTIxZTRiOTM1NGIifQ.jE0KetSaDOnuqSD-6-pKtOc3ZYF9C9t8_JsZ9UNoddwWjKWb_HlfmMl0QALXOnk5UlUmU50N\
            deU33cP84L11nA
            """, .token
        ),
        (
            "RFC 9449, 4.2: the token for ath",
            """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiVERNcHBz\
            bXlKR1VhVzVNYzlPSFl3Q05QQ1A1VXpPZDhURGNFalFLUzVPZyIsInkiOiJscFRjWngzZU9QV19oOFNpS0hJS2syVG1MNXFtNTd2\
            Yml4Z3lsMHcyMnhrIn19.eyJqdGkiOiJpZC01OSIsImh0bSI6IkdFVCIsImh0dSI6Imh0dHBzOi8vc2hvcC5leGFtcGxlLmNvbS9\
            hL2IiLCJpYXQiOjE4MDAwMDAwMDAsImF0aCI6ImV5SmhiR2NpT2lKSVV6STFOaUo5LmV5SnBjM01pT2lKb2RIUndjem92TDJsa0x\
            tVjRZVzF3YkdVdVkyOXRJaXdpWVhWa0lqb2ljMmh2Y0NJc0luTjFZaUk2SWpjaUxDSmxlSEFpT2pFNE1EQXdNREF3TmpBc0ltTnV\
            aaUk2ZXlKcWEzUWlPaUl0ZVdrMWFHaElXWGg1UTI5ZlEyVk5PRk5rYkZWaGMxY3phRmxoYjJ4aWREQlVWMVJsV205RFNVUkJJbjE\
            5Lm5DUS1FRnVZT2lCcHdYa09tMG0yRGwyUm9kaFFNd1ZYbUZyZ3RwaTUtUTQifQ.8F4h174L8WHW9yU_PvHWFCfYkuX8jzoEU6Jo\
            q9bnIN1sth97gNKb8UXUk7BZDxaLw2tdnHzK-gWiQSt8Vxr7Vw
            """, .token
        ),
    ]
}
