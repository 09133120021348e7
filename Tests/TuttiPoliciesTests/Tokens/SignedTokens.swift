/// Tokens that were made with Python's cryptography 48.0.0, and the public halves of the keys.
enum SignedTokens {
    /// The keys as a JWK Set.
    static let keys =
        """
        {"keys":[{"kty":"RSA","kid":"r1","n":"w4uZREJT3xu-26wiknZEHTiLwpm8Iq2lKOUHsn8X6WwYde0zMA2CKbuq0Txyv-\
        FtzNdcvxKXc8QHYgiZUfg6_7pde41YZa0T69YGaVhigsKgtW9KFEijBBfaCykmjC5mItXuJjhrGJSwHUzMvYmBfvOP-ko9RaU5ei\
        LgHadXDOS9QWlYb8zo9xzv_54I86By_se3WcTBigImY8R50Nk7D3Bp96PkkbJRCqV6xomu6-speg6RKXjPR8pbO0BF3pD2-PS9ow\
        XbYPoBlmOKnbjkteN0Ml25fMcwz4eGUvETHeMROPmcASNVOSoQ0C3C5zLe0oHtzoV_6-f_Y5TjSR0rMw","e":"AQAB"},{"kty"\
        :"EC","crv":"P-256","kid":"e1","x":"5KQtxzpXNzCbEhDI_7R89dxI56mwA7gb1BNs3fNvA28","y":"TYpkt5HwjVehC8\
        B4Z_hiDTDf9j7hrVoU1YkAK3nwzls"},{"kty":"EC","crv":"P-384","kid":"e2","x":"OBZPmYi8K3WattPM3ODPcYodgF\
        fFn2-glJYJjCi4hYSWEUd5JJvffoAnISHPfuDq","y":"rlBpNzoW8nkBoA1neDjGWqahDevqJ62obgbJTwnSYfTRhky1CJjL4Zq\
        bbIhMg_6h"},{"kty":"EC","crv":"P-521","kid":"e3","x":"AFp61at1DWJYUC7cyDLF2I9z9rOpVAuu6p9LsKASOoeefc\
        UCct5egpRkIzwXB7HUUS9XfQpGuJol1kq1vgBiOnrm","y":"AQQumdDgtvbM3R4FJ65OJenpNu5rUV4hUbQIrHgdEN3KQ49lKXo\
        VixKYtnhllu6VtA_7xN0YtX_P040zeoZ29oGN"},{"kty":"OKP","crv":"Ed25519","kid":"o1","x":"VYQr65eomohoO-t\
        Gbl4h5S_H95zs3AWLYbnNGrpD5is"}]}
        """

    /// What is signed in each of ``all``.
    static let claims = #"{"iss":"https://id.example.com","aud":"shop","sub":"7","exp":1800000060}"#

    /// The name of an algorithm, and a token that is good until 1,800,000,060 s.
    static let all: [(algorithm: String, token: String)] = [
        (
            "RS256",
            """
            eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
            YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.hK56Ahvy9zCzTeGk_y--tVuBVweRr5QRztzAvZpwCijpjZolqfA9UDmN4lN3iyySB9b\
            P3xFykln8zu_V5W693jjQE7f0wMwO4J4tnxVQ2TN-OM9h6xmo9t5CzdTvyhcsNWvGPFMfCYm0dSvYRDwmyge-Q7ui15vBk2cg5SE\
            HVTqjVspWk0ksDpbfjb-dSJzMIjH2BiBo4RjMTrFOIvKYcwgbQYsPEZy-CIv8VetLUEr05aUBriwPKiKdvVgzV23v2FjHdlgL37A\
            LiwkDxnE5LohVuBnFZJZmmMhMNYsdPnmDMxe2BcBVr8k_ktugyRD_CUrCWbON4_3e319SMshZTQ
            """
        ),
        (
            "RS384",
            """
            eyJhbGciOiJSUzM4NCIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
            YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.FNGpf_U7_jZ9LvMcdK2pYfpkmb40BmSqd0cNC-wJj9cCvo5-lTQ2gTiw8540wF6iXgT\
            k0pby6dqYbamMZcxcTC2DUbMVEYm2jLRxOTf8WYX-YgmksKU_8ltJVrlNZbzeFE9MJgdLPZkHaNmgEE9kA2-TN8x8kC9hj9CCER6\
            NaOgb17UD_Utz3EeBdglPOd7JZaV4qW23A81OA-Entjlem-tQERggPWQK5uRuLXfdmcuZzn06_oQOvpmd4W6cj1d9jEyfrDG5Ml-\
            BbPqsc2sB48a--d-0ZNw0ECTh9p2R1I37J2DZ3o8cZljT_5IKpJbNLMYmpd3Y84hyo1gQKE3Yqg
            """
        ),
        (
            "RS512",
            """
            eyJhbGciOiJSUzUxMiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
            YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.FUX_FllPOm_6HXcXSZWm63UJpU6R7ZE-b-rC5QOC9crt0_Kui1knMTdE5qZC6IEprFS\
            1cYwxV5YBpXgxNVU87zeCok_LpI4jqDHJE6St8A-MOXM3O7Lq7GfESJv_IUUIrN6h-SqlzTp7ZEgvBAcoGhpBUAlvj1BHm3ji9Bu\
            oUtutC98kgP8g7vjpk17T9Z8rgbLBn1LczeWvPT_eoThdaXRDx4A8m74RvLjmdm9GF3fzMAOCKS2b8OBpaKjWzuALxeGHiA6gUMe\
            VAeEhQsmZYMMAIb4XE6TiMFj83hTyCmgfYwlIP-irO0AX3rJc-rVpX2YmWT0ZPO_rl4cJpGqVqA
            """
        ),
        (
            "PS256",
            """
            eyJhbGciOiJQUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
            YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.lGLaJlNdoSoypT0HgKmL-qPz-xm6fzPDegEkSz-4sB4jz_CsRyZFu3nswmKaT1KqJ0y\
            1JebLf2MPnaQQvIJ0VkWHNF8NBO2hpp6aMFHxFhenD80c4VzndZqkqG3EdEjw2XVY_TOeb_XMtZU7VAaHqD-UX3yrezgy8DR6lbY\
            8TmIqErOFoLj1rDvg1xS2Wakmauea-tHe4-bHYe_0c1a6cAz7x-HeWk_uzLr8qGpuOwHe8UnczbBOlsIyapoP2G40DrEGuN4rStS\
            FRNt90-PeMf7DSeWKAqT82STT-oc1xd9mTMXjaFWQaRZlIOmQovJgnKQfMwJYkZG2yvWw6m_S7w
            """
        ),
        (
            "PS384",
            """
            eyJhbGciOiJQUzM4NCIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
            YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.T8KFkn72P0lKD3idrjNfTUbvC64D6OAFO19LWZpmVYX_7HCThpBVDiPXmBXBNcGAcj_\
            8TtYlKcGBy8m5N6ibO60prrXd5kN94asckB2_c3trfO6M1xzHg7bGVMIGWFoQwXbEYKJzNDOlqtOTFZmzAo60XafT46u-787pRYw\
            BaAnGhmeK46IVtWsZfbwd_p9hQ6GQptARsjXB4aUauBvhcnz-ZyllTtVzxKr_6ueE9bPckFyl1ae-wS5hWEnMS_yWn-SxfHsV-P3\
            XbJ5lvw79dfG_U0-ah5TrPy8hiYb0OzN6dlHw-miEfux-mZKi71WefteZclVZMSHSW5pOcpbO3A
            """
        ),
        (
            "PS512",
            """
            eyJhbGciOiJQUzUxMiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
            YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.tCD_lAmIL2H3yWd9Cay8W09oiwvfg19WL4Zmifexma7sRxX9OyPPCdpviPzzloKNGJp\
            BsE4PI_cv5fQbhaS16MBZ_FeIq0RByVVPkRqxPGuLjVu2_19r6UqYed2xc7HCiO1uomW7uK6Bq5p6MBJ1GxIWLbj7MAaoeBme82V\
            6IBM7bZbB39WhQQa4eHG4LNLjvIjxuu3wN3YE98XAzafa8GAUNQqePgzBk7vaFOjm8JU1BiLILUBL9dANZBM4vfFWkHFmrYFgaqN\
            _ON93gxB1yNBWDkupIbVftLvYbHQhJQWfFCEFCaGvGFh3zv5flFE6NMLbcx6Cn0t3r0TWUb0J7w
            """
        ),
        (
            "ES256",
            """
            eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
            YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.M5aBFPXyJl5MfLbF6uCKo0uN6QQ3xswtQFjggNSPML-IaQAzb6D8qzGRcnH0gPFk7mg\
            6JEWeqioMLBWOiLUKRg
            """
        ),
        (
            "ES384",
            """
            eyJhbGciOiJFUzM4NCIsImtpZCI6ImUyIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
            YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.hAgI4QPiPYac88yIzQIRPa_qQQVQiJdArdDly7pA_joddZWNy_ofz8nO_Uf96J5DM34\
            EGIu9MlpfB72usbFK_Z9rSbdNNA_siWCNYwD9QsYkAj7K9KLFtDZFrKOgAr0_
            """
        ),
        (
            "ES512",
            """
            eyJhbGciOiJFUzUxMiIsImtpZCI6ImUzIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
            YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.AUcey7LGrfye4VY6elEx3kM1xxb1J39KjtUZ_1q8wGo2Z267PtXpFe-QgKiOVNHQdBn\
            wPV0mQJgArQc9VQtMwMiAAYEXkNbzHUJh07xTaeyB3qL2GipcsO0C6RBnXf6yOdZXfn3VP8pJZnMGDzuWMuWwE_wHKRRYU7hs6Nu\
            FMjeOXeii
            """
        ),
        (
            "EdDSA",
            """
            eyJhbGciOiJFZERTQSIsImtpZCI6Im8xIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
            YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.TmA_-D98aqsz8DbRSoZ4cFDGvmTwQ9ZiE0aFu0791riK1-AnqZlu959Op0jIUgDpIRL\
            Ip8l3UMcx2vHu10kiDA
            """
        ),
    ]

    /// The token of an algorithm.
    static func token(_ algorithm: String) -> String { all.first { $0.algorithm == algorithm }?.token ?? "" }

    /// With a key of the attacker's own in `jwk`, and signed with it.
    static let embeddedKey =
        """
        eyJhbGciOiJFUzI1NiIsImp3ayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMjU2IiwieCI6Im43SHdLVFhoTHYxTWVUQ2tqaXRGeEh0\
        OTI1NjRUNnhnenZjUnBzQjNmLWMiLCJ5IjoibXp5VXNNeTBpUzdlbVQ4SHhoemNiQmZFY0VPX1pqWVN1ZGNOdWhrQWZYUSJ9fQ.e\
        yJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.NNIh\
        _awOKbl79GknAlkjKp6abrS5upT4axFiHvhDNdSZ4P-9te6r5DOhl6V8jq_4rn7GG0uZfIEweuTjlE8Zeg
        """

    /// As ``embeddedKey``, with the `kid` of a good key besides.
    static let embeddedKeyWithID =
        """
        eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoibjdId0tUWGhMdjFN\
        ZVRDa2ppdEZ4SHQ5MjU2NFQ2eGd6dmNScHNCM2YtYyIsInkiOiJtenlVc015MGlTN2VtVDhIeGh6Y2JCZkVjRU9fWmpZU3VkY051\
        aGtBZlhRIn19.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1YiI6IjciLCJleHAiOjE4MDA\
        wMDAwNjB9.IeAiXv2tA44uJ6qBJbjLaAR8UBpYLG-2sHOppA_ljMwiQzT3bX3WhpvB3iwa4a1my89uNbOIwPy9V0hlnq61eg
        """

    /// HS256 with the issuer's public RSA key, as text in PEM, for a secret.
    static let confusedPEM =
        """
        eyJhbGciOiJIUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
        YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.3fenDvp60DIHr3patUtPFT1PckYKJMYWJlAz3QrZqvo
        """

    /// HS256 with the modulus of the issuer's key for a secret.
    static let confusedModulus =
        """
        eyJhbGciOiJIUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
        YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.m82qnLCuR2eqXpFI1IUL8R1yjihVifCMARxd1cNerTI
        """

    /// ES256 with a signature in DER.
    static let derSignature =
        """
        eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
        YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.MEYCIQDwwFeCKLUtsMBtnBP8bLJNcUgV6reyzPvQFwK6vbOeSAIhAMoBv0JZ18IgLqb\
        o5jnfIS1NdEHZGEcyjyLCiZBA8cjJ
        """

    /// RS256, with the `kid` of a key on a curve.
    static let otherKeysID =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1\
        YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.Fz1muWRp4QYoU6f4AX-suv4AK6QfFtzXsgcd0jAkuvAxstCOds9MnWSWerqNiOcSLFE\
        X3cha8TIjRoHgwawH57phbff1mi1bCRJhnnInGXKRSBcdFohlY7eLy0ORwLgilvbZjaJh64esGKhJRXfX5WUB8yBoPuIpExgxsbM\
        y3o4A0qA7yMQES9QZyv_8aNOc7P8dzw9ADd9tKFopALlAXt_DuMELSxG-jzWEI9dyQOfc-zQ5MidZ48NWaqt7tk-ECgLjqP-ft_F\
        znacArAgQFUEYL_3MOZBkOaZ21I4u1UpJtqOzZtoRzb8_Dt_MtcBJ4JzaEektsF8z4ggaMDIhyw
        """

    /// ES256 without a `kid`, of which there is one key.
    static let withoutID =
        """
        eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1YiI6IjciLCJleHA\
        iOjE4MDAwMDAwNjB9.MPDBtcXgWWFe5lUQlGrkSiADPn4SbemmBkBdNYAK8GzNdvhCw1gICi8dvZElfBrOYON5SC-HQ0N6UQKXlv\
        rmKQ
        """

    /// With `alg: Ed25519`, the newer name (RFC 9864).
    static let newerName =
        """
        eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoibzEifQ.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsI\
        nN1YiI6IjciLCJleHAiOjE4MDAwMDAwNjB9.RDQsyg-bKdTFVGPPa2MYgBp4r3FtkvDAUDZq9yflbU5uXC9EYWZ8kjgQ_1AByn5a\
        Hzag970B7unnbggXx9NGAw
        """
}
