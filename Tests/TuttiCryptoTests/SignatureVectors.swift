import TuttiCrypto

/// Signatures of `what was signed`, made with Python's cryptography 48.0.0: the keys were forgotten.
enum SignatureVectors {
    static let message = Array("what was signed".utf8)

    static let modulus = bytes(
        """
        cf992aa356a4d7e0d394146611c7000f0e9eba53e2b3613fb33143627cf68fce7ee83c26e44845b7251efffdf647ee44365b\
        8b9f195c9bace06d17dc9a6acc0a269528ed1561f866e5db00a70abd2b114f5a08b267e61b3e4c508413ad138791ac411371\
        c8a0c31e9d0fca1883436d941a40abacee0cebf5aa90374ee76cd6dc5e3ee8356f316e45b1939add78fe5fe75c96a6f8ae3b\
        8ac200a83424910f72128a8a92b7d90950f40ad76155e2263e36f728f85f0de408ce3865fe2378188d822ad3316bfe3384b1\
        08f6ccd8de9440b9eab48527ae9717a2f5efc03c8e4651cdf33f0bfdc5c33decb9b8f6c912d272810ad8df09ca909ff2f305\
        1c549813695f
        """)

    static let exponent: [UInt8] = [1, 0, 1]

    static let rsa = KeyMaterial.rsa(modulus: modulus, exponent: exponent)

    static let p256 = KeyMaterial.point(
        curve: .p256,
        x: bytes(
            """
            609c1ac8616f72f6fb37e114a4121fd54a5e5f28f24befdf4d5b7fc6930a1348
            """),
        y: bytes(
            """
            d373f0cada56685e36cda8d8fb07495cb19f261e528a2f0a52e65e9a2dde4f4a
            """))

    static let p384 = KeyMaterial.point(
        curve: .p384,
        x: bytes(
            """
            b2d524b9d8dc5e1bd7a53ad8ee0f13fb61654301402eb48b69c74bbf8a3d2c0b150159829ca54c962df44cc6142aff47
            """),
        y: bytes(
            """
            43d1addec00ad96271f74e164426d22009f56f3d7815b6e0bf191709e265dee36780925158153b8b35b27a1375c5c602
            """))

    static let p521 = KeyMaterial.point(
        curve: .p521,
        x: bytes(
            """
            01ec247481e9bc67f5dc90ce0d7e05ee111dd434aeea91e106c2d8c974e1227e183bee97ab1f5ed16425684d00f9b9e526b5\
            5e20d9ebe50eae9d7f6cf9a60d6ec29c
            """),
        y: bytes(
            """
            01f41978330fa7a24a9dbb65cd6421841c65199383ba36b18cd1fb2067a3c1aa77b0a44fd438896fb117a4818110b94edd12\
            3ab532670869764f5384fbf6e11fdc53
            """))

    static let ed25519 = KeyMaterial.ed25519(
        bytes(
            """
            c02c12db245f562df5dfa2038422764a8cd1c7c9f33649891793d590bb4c46ce
            """))

    /// The key ``p256`` in PEM.
    static let p256PEM = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYJwayGFvcvb7N+EUpBIf1UpeXyjy
        S+/fTVt/xpMKE0jTc/DK2lZoXjbNqNj7B0lcsZ8mHlKKLwpS5l6aLd5PSg==
        -----END PUBLIC KEY-----

        """

    /// An algorithm, the key and the signature.
    static let all: [(SignatureAlgorithm, KeyMaterial, [UInt8])] = [
        (
            .rs256, rsa,
            bytes(
                """
                c377c5c672026418a4c6b4455b13c5e29586fc9e63a616919b7cf76a7d93f6796da464a8eb1eb9405042ab7c8d47dd462953\
                e288517aeb58da35881c2969b87c358a047d45194198e335f5d58f8c0e8d145c7bf60a62be9243b3b0fab1369cdd01aa9059\
                96099039a1dff4838b879aa691b864c4001fb32f6367484c1a105523e491eb8c492c201ffd78a6416fa4c1635fc32799867b\
                2028a4677259decb70dc7826e6e1736b0065c6f7d258308b406dba253c83f64bc118e0204e001ecfc1abccf0a945cbfcfa8e\
                791661937ac379c1e8bd35d68e7979b3e3ef99dc55826919f260721865e8abca96d1862223bbe5a5c0b875a7ef6b94912ecf\
                756724ea24f3
                """)
        ),
        (
            .rs384, rsa,
            bytes(
                """
                614f5fada602528e3d47673a5203d3bada1bd122c9dc82180877570d9ece36db3f007335e99ffe0fd7406c365bd46faf65e5\
                19451148ace2786b5f9188ba9e4d5edccc67ebb4839f31637e1027f9557ae3ab5d389367a2811ef8405050ad96fb9e84522c\
                b508ef81c9c5e01dfa0b76ab84f0dea7757d083572c498cc06b1674a64933a66033b04ab13eab95f4b64e1daea923d156e0e\
                f8b44fea0d85844e831533eee2a179e581882738bef96dedb85ce0334c21f2fdb900faa0ec6d21bc0e7c92c1f225ceba02a0\
                ea5d53307a2ba1bce49c46758728a78468f8cb57702dc3f189b8ac4d54aa87d97e91f9d504d5bf4c4d2ad644f8e92ca1e4c7\
                ea1ca81242e8
                """)
        ),
        (
            .rs512, rsa,
            bytes(
                """
                5316667301c77b490d4c0940016eb45e8696ce13d4a9ee97b390cccaa81c863cf9c55b2f9a7cc1a9801f4bb12e7a32e54a22\
                b2e7ef5c53b77e3c953358f9e0d5aafa283abd858bee3bae8fc87a063fe5d81c330d319663923dad62fd94edada3ce43be56\
                cfb51b8f86ba4cbef485d96ba7f417ef4921ef0858685fafa6d8345086a5cb807c805ef4807caaabbd0328a2180c8f03092b\
                c5b7a1486e8b82ce7bbb90f3baf3370498b78803d48786dc41cb0aedadbb6cd0e3b98553d8a24c57c8ae9a1a95bd6a8efe4b\
                c159d46eaa9b26eba3177c222d059bd460c21d25758822b894a3dfae61d891664f9d9966d3d03958b2072f37004d421890a0\
                3991f490c606
                """)
        ),
        (
            .ps256, rsa,
            bytes(
                """
                b9b739052e63e738a7514baa33166ae933254b24d7aec71f3d37266ab52ec595adaf5365c43f91a73b24deaa224f8f3b7666\
                9ae1d073e669e8088b03a3d61dac716de9b59402c664629acc6d27f119b7ea90aebf06fe22ddc4859e6971ccb352f60a4c40\
                87b4173bb8cfb91bff18182376120e6075c6e5a6ed087a99e60c674fe4ba7526987945fa5c0b10c1b05bf773792d8c9d6d91\
                e5e37ab3eb7d2fd451960e75aa1de7d7f4edb255830b050d090104da87da5c9feae562b5e1e4d09e6b523013b95c969911e1\
                4fd7576c0385c91e4667bb44ff451a241c93b5485aef2611dc9bd825e2c1e09f88fed25404d2435d82b52dd2afb5d4e04304\
                c39fed2d143a
                """)
        ),
        (
            .ps384, rsa,
            bytes(
                """
                33a25949a9c9cf8272c6439d05594ebbdfb437239b2ec1cb2272ea86bb0485fe40fd45e1f6a91c1081aff74759638a5d83fa\
                9f231906d45fe11fcb9605161bf24791a9ad2150384efbe78d702514b6b0d40685034f9e8bc92fb17cf0f33b1f74f033fed5\
                5e9c58fbca90a22a8247bfe7a491bd347418ead6444bc841612f2918673a55ded7f098da3b34db7535b6d07307286ba2ebbb\
                18a499fb5b257ef77d19372e731c36c9c021fbcaa61e4cf2f7f05dacb0c6fae8cd0087a21c099faaaf66480c21bebccfcca7\
                cec7b75e355ee17b1cbf902bee91407613c102f9e70f458360743ffec3feb6c43e36d8f94c005d5e54a6d48fdd909570784a\
                a5b8569b21a8
                """)
        ),
        (
            .ps512, rsa,
            bytes(
                """
                3943747297241851ce68d041484312196223bf7347d46f61185c8f0b3fd9b4340d2f15624694ee1e9399db89800de6ef7d16\
                2b7a4c0d3f118bff18c23d38ec9deb36a194e7e9cc2c21af3c688db064afd4fb39383f91339f685c85a9cfd1e191683a138e\
                3a904d82b8f01e4a6f3b539d9164bb6ed0999cf7feeafaeb5627c6361244296f1978c14efc71c7e9ca89819299fdb9d4bf70\
                6b74c4bdf1ecc2e95828744d524699d1c3485eb0cfeff923f669f82ed75e396b335e46dd76dc4bb38b2f1df57fcfc5a9cfcc\
                1a236f50d8735cc3588e7a912d67e964b77f5558c3fd3d5441be51fd4be169a27af35541fd80fa5e9045718ca2ba980981ff\
                9dbb837459c3
                """)
        ),
        (
            .es256, p256,
            bytes(
                """
                008c5f12980f33265a2489a1843bd1e643c25eb6f2aa083d0375ec376afa8c5a93a61ac99b39d9d0f70b498ed4180c40b504\
                51aff9c9166511f0273f8e229757
                """)
        ),
        (
            .es384, p384,
            bytes(
                """
                b7873b1d30949c6bf14bdabe2339f553f0f92cb0c94840398d44dee4e9fe5ce00cce0104f18b1f1b5ba198751f23519a661a\
                029836811a4fc21d86fe455712628874c77cc42ff9e138baa826ce711e62ddcc1b80d1d4d00e0809a1e853aa877a
                """)
        ),
        (
            .es512, p521,
            bytes(
                """
                01b7aa74967515f4b167025dc19746648b25524d9ab179b875b78514e76efda17f14b889e1118a7311362da50c5929a33bfe\
                3bc2e3e03347ac1eeebaf10135cd5ddf016c205b1ceb7458fdff105e10e55d4e4dda9c88b059ddf1daf571e64c67bf3bf153\
                04075268d753252ff21f823564125e27be750bc5f63b2422f90702c8c985e4b8
                """)
        ),
        (
            .edDSA, ed25519,
            bytes(
                """
                fcf123ef140528566072dc4069638b46e0d0c64ac52084d4f75f5adca71421b0fe17e6af4ebe2f9071d432bd15296a4bdff0\
                4239cd48983875233b404e0aa903
                """)
        ),
    ]

    /// Bytes from their digits.
    static func bytes(_ digits: String) -> [UInt8] {
        let digits = Array(digits)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0 }
    }
}
