/**
 * SHA-256 of each file that vectors are converted from, by its path inside the package.
 *
 * @module
 */

export const SOURCE_DIGESTS: Readonly<Record<string, string>> = {
  'HMAC/rfc-4231-sha224.txt': '31a55ae82929e774b487b1fc41432e88fcbf1d53ae2e31451f955de6a721054d',
  'HMAC/rfc-4231-sha256.txt': 'a152130875a5afa91afe974499822d96a995131ab2bbbaf3106ef4c00d3f334b',
  'HMAC/rfc-4231-sha384.txt': '3c51046d16df5af59d699a572cd00005666e7c5b0ca469d118c40737a6748f5d',
  'HMAC/rfc-4231-sha512.txt': 'b60e2ad30a64d63ce7d8377d2da819a9ef20fc5ec7c6d86a1966fe952f3bf2c5',
  'KDF/nist-800-108-KBKDF-CTR.txt': 'a64a240739a18cd6239f48c81029bbe947d30df420cfda38ee637cb6932d8f8d',
  'KDF/rfc-5869-HKDF-SHA1.txt': '90e236607163fd215402a98ddae3ae21c93044097db9c56f6748fffc06f38458',
  'KDF/rfc-5869-HKDF-SHA256.txt': 'faeb61bd8baf571f0f42ba3cea5d075c0c7637b9acdd07831dcfa8295472992a',
  'asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_init.fax':
    '9597a9eb798404c465ce77928973b2d54da1f6cc143c1dc33acf401cf6f17f5d',
  'asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_resp.fax':
    'ce678c1c6b79c4041c5287dcfc56e2195bab02a4309dd62c592c18fdb099c9f2',
  'asymmetric/ECDSA/FIPS_186-3/KeyPair.rsp':
    'a85cc17bf78868326dffde6ebfc298987fe187606d406ba5dd417d491d67411d',
  'asymmetric/ECDSA/FIPS_186-3/PKV.rsp': '1d33551c1a199b1fc2b0e4075cdfd52d4830503ef37e6b16f04ce617d524f3f1',
  'asymmetric/ECDSA/FIPS_186-3/SigGen.txt':
    '52aa9f8e977ffc135697416d6587d11eb7b5119c9894592460f02848f4094780',
  'asymmetric/ECDSA/FIPS_186-3/SigVer.rsp':
    'e9841c3d12e323042751460d0b8ef4bc59c2640105ec7da4852775f80ab10191',
  'asymmetric/ECDSA/SECP256K1/SigGen.txt': 'a11cdb5ae26ba09ad9d9156d557021cec89aeb357c49cdf6fe2f0ce4074c2a8a',
  'asymmetric/Ed25519/sign.input': '8db1fea94f4e78958aac6e839b483cdd79096d1fe478285f15164f9e58361baf',
  'asymmetric/RSA/FIPS_186-2/SigGen15_186-2.txt':
    '3be501e600f8b2f624b7f0ed043b0f35e17eeca864445f835301e1bf72009687',
  'asymmetric/RSA/FIPS_186-2/SigGen15_186-3.rsp':
    '5675d3007e7a5a5216ec0fe9d0149ec8eca2658b14af6ee00e1546ad07630979',
  'asymmetric/RSA/FIPS_186-2/SigGenPSS_186-2.txt':
    'adc289aa82339d9e13d67ec25a2405d48752fbe4ed1025e2253beef5cb889446',
  'asymmetric/RSA/FIPS_186-2/SigGenPSS_186-3.rsp':
    '9da9e93ab2ed6ac42eff2da6f147869f0b91bf1889b287b88741b25c932865ff',
  'asymmetric/RSA/FIPS_186-2/SigVer15_186-3.rsp':
    'dd8de3c0920e3b75059491e9c5d84f2e399b2a652869977eeb863489eb7dd151',
  'asymmetric/RSA/FIPS_186-2/SigVerPSS_186-3.rsp':
    'b5e040ac5de9489902cacd6395a804182cc28d46de6fe9e2795e4d20e1959aa7',
  'asymmetric/RSA/oaep-custom/oaep-sha1-sha224.txt':
    'c8e103d218e2a65ebf29ef8d8fe441eda1f34561dffc33b6f4c87e7cdcdfe0f3',
  'asymmetric/RSA/oaep-custom/oaep-sha1-sha256.txt':
    'a381962ef09d00520810e3382995d98bddb042f09a77720ea64b654c86c41df3',
  'asymmetric/RSA/oaep-custom/oaep-sha1-sha384.txt':
    '4f828d84e9c2f3f38cebc45818f7da2b94d9c90d1eb80eea6989f79b64beb0e7',
  'asymmetric/RSA/oaep-custom/oaep-sha1-sha512.txt':
    'e43275e92fcec7ba4cd05bbdf7ca56df7ab251c805a7bf61bf5b4b02a07666a7',
  'asymmetric/RSA/oaep-custom/oaep-sha224-sha1.txt':
    '41260af05eca6e7697a9738231195b0808a6c23a0d8da0c2e7c659ab89b9dade',
  'asymmetric/RSA/oaep-custom/oaep-sha224-sha224.txt':
    'f18a1143da664a4609b446dce4903d19f4b16083e1d0cca1f976eeef95038d0e',
  'asymmetric/RSA/oaep-custom/oaep-sha224-sha256.txt':
    '7e9bba9488c7bbcc43d61a938ce8a3c3e1eb11b28acfcfd3fd5edb81d09de3af',
  'asymmetric/RSA/oaep-custom/oaep-sha224-sha384.txt':
    '2e8577c33482cc34c12d1018866eda67794da1b19b4841e46ff75c91f2be9341',
  'asymmetric/RSA/oaep-custom/oaep-sha224-sha512.txt':
    '897db58031f7861088fc6f9065af96725dc292fd94a1c32632cc608d61a9fa30',
  'asymmetric/RSA/oaep-custom/oaep-sha256-sha1.txt':
    'e86f85696d4bb5930d068abcde9a0068d5fa2f8c07c97ec0f2e559bb5f31132d',
  'asymmetric/RSA/oaep-custom/oaep-sha256-sha224.txt':
    'af7bd2e8d918d60257366fa955458dede0dcf3141193f73056d30d1604e33751',
  'asymmetric/RSA/oaep-custom/oaep-sha256-sha256.txt':
    'f236515ebc52a277ac1b27df71bc4d8eaaa38104e6f1109b6b940aff7397e00f',
  'asymmetric/RSA/oaep-custom/oaep-sha256-sha384.txt':
    '551f0318d1bf895a62c2433f02a84151b36a142f9d54eae9cdef0b35db328c13',
  'asymmetric/RSA/oaep-custom/oaep-sha256-sha512.txt':
    '0e8754c1e1e2dc78564673f58625b92225e259b1a4c67b865eed6c7d408f9ba2',
  'asymmetric/RSA/oaep-custom/oaep-sha384-sha1.txt':
    '98bfb541181bc954f8abf29477f748750555bc59b4dc507e850278d78917f9d9',
  'asymmetric/RSA/oaep-custom/oaep-sha384-sha224.txt':
    '3d1a668f14ad26c24ef7c0ceade204a6cafde8d9c44f4146ab121df338b48b46',
  'asymmetric/RSA/oaep-custom/oaep-sha384-sha256.txt':
    '71b4f0a88394e9edda2a6b0bda6dba5cedb8665ca2e952f1814b038e4cc8bd2f',
  'asymmetric/RSA/oaep-custom/oaep-sha384-sha384.txt':
    '5e35bbaed8d6afb966d9b1c8297d9c713e5b3eb3504221587f2ed7e3753a0a2a',
  'asymmetric/RSA/oaep-custom/oaep-sha384-sha512.txt':
    '5c310f2aa64470d23b9ec0f30a99ee1ccaa0a3544760ce396e348bac6fbd1abc',
  'asymmetric/RSA/oaep-custom/oaep-sha512-sha1.txt':
    'f8ac797574e35dbcf506f8e6299124e01c5f6a9d022c2090323c47b6db8c5e3c',
  'asymmetric/RSA/oaep-custom/oaep-sha512-sha224.txt':
    '605d769236b8a5072de7d9c909e281f3b345966ddc2d0057da880b321bd7a494',
  'asymmetric/RSA/oaep-custom/oaep-sha512-sha256.txt':
    '9fdd23cfe5f6047a37b982055c8348ed73595921b4ad37f4b66d35e56dec2393',
  'asymmetric/RSA/oaep-custom/oaep-sha512-sha384.txt':
    '1825568cf0d55378faad6135b692ead97bf98d63773c2bef97681aed7f983beb',
  'asymmetric/RSA/oaep-custom/oaep-sha512-sha512.txt':
    '4f244c35d16447df0657966d506041e2d245eda1af2b2676d31c756f6a2ededc',
  'asymmetric/RSA/oaep-label.txt': 'aa4eee1d2faf7781d5ac6f6f625a254bbc6881832a4aacc209f5d3458c175c2e',
  'asymmetric/RSA/pkcs-1v2-1d2-vec/oaep-vect.txt':
    'abca68e5176027ac98af1a4100b73e06bf2b36054d3f13f6a10e2fe603e8af4f',
  'ciphers/AES/ECB/ECBGFSbox128.rsp': 'f9b071c9910703f804ddbc816462dad0b3f40fda988e0393dfd8cb3da4376fc4',
  'ciphers/AES/ECB/ECBGFSbox192.rsp': '88dfb9f0eed042ab14fd50de5443805d263a63a1dbed36dfdfd0add931b6997f',
  'ciphers/AES/ECB/ECBGFSbox256.rsp': '11c6de0a2eeece2b63fbbeb0bb82588adf88d0ece8d7e9a2fa268502edc9e13c',
  'ciphers/AES/ECB/ECBKeySbox128.rsp': '87c1485e396cc0532d1b96a1f8d5ba7c380def6637be2629e5261eeab0f34d0f',
  'ciphers/AES/ECB/ECBKeySbox192.rsp': '305aaf39cb3ed45f51092616c33b6e6325fb81f46ef7c3bcbc19b94323cfa833',
  'ciphers/AES/ECB/ECBKeySbox256.rsp': '434f70c6757e1f10a6cf8d685f1824bc80db34b4e023642216b8972740febd2d',
  'ciphers/AES/ECB/ECBVarKey128.rsp': 'c1a39631991065bdb26351804b7f881961316a4c0b89a1435aeedbc749a4ca64',
  'ciphers/AES/ECB/ECBVarKey192.rsp': 'd718c07f4bbef9525c20a524c4e94c73198ed9b6900a5e7a1caf97d78e191aa3',
  'ciphers/AES/ECB/ECBVarKey256.rsp': '97d23587b89b327a551da26c41a12d4c8e901dd31d2db3556aa57d65a151c928',
  'ciphers/AES/ECB/ECBVarTxt128.rsp': '000494372fbd273f684b817454f802fd2e7090f8ae7bbb63b4b402c9e8f239d1',
  'ciphers/AES/ECB/ECBVarTxt192.rsp': '528428f5e3c82054f33a34fe8c21bdec555a65c82c610251c14836f345e3a1b4',
  'ciphers/AES/ECB/ECBVarTxt256.rsp': '956df459a6822755d29c598ff3123d86ad0e1082d195f1d7aeab5b3c86f69e10',
  'ciphers/AES/GCM/gcmDecrypt256.rsp': 'ed318735a517d5a85c82d2846c23dcf56e57a352fb0f0a163d9e7617a7bd12ad',
  'ciphers/AES/GCM/gcmEncryptExtIV256.rsp':
    '4448b4998c3f58cd9f5542ddf7c573189a721ff3d3ac24cd5177bb4910a787f8',
  'hashes/SHA1/SHA1LongMsg.rsp': 'c765dbc1609e9046b12f60a5285a88128dab4315080c94ce9f2a57a7b0b980be',
  'hashes/SHA1/SHA1Monte.rsp': 'd458fa7e39095b4e292a75b0cd224f90b72dc801a63ad2c0d75b8f10d745ab6d',
  'hashes/SHA1/SHA1ShortMsg.rsp': 'be0991ddc5372932d55804b11713c9140d10435ef4b316a0773e3506eec79cda',
  'hashes/SHA2/SHA224LongMsg.rsp': 'd37115e5d2286dde969c5e1b2275cd83ecb066366d7a38bb6b2b3adb4a88de89',
  'hashes/SHA2/SHA224Monte.rsp': '7854d388666ea3eb01bdaca37dc8ae0bc39d30f8731d9a5487cbd61de47d1d59',
  'hashes/SHA2/SHA224ShortMsg.rsp': '0dad6656c08f77252f6ccb789e42284fd61fc53bba30e83162800aa3d2aa939f',
  'hashes/SHA2/SHA256LongMsg.rsp': '6fac36f37360bcf74ffcf4465c18e30d6d5a04cc90885b901fc3130c16060974',
  'hashes/SHA2/SHA256Monte.rsp': '29ea30c6bb4b84e425fb8c1d731c6bb852dac935825f2bd1143e5d3c4f10bfb9',
  'hashes/SHA2/SHA256ShortMsg.rsp': '75e1cb83994638481808e225b9eb0c1ebd0c232d952ac42b61abce6363be283c',
  'hashes/SHA2/SHA384LongMsg.rsp': '536171765a4278c000ac3c9913edb2eed0ca7ccd5a10b72ed79fdfe7901a6d6a',
  'hashes/SHA2/SHA384Monte.rsp': '4270099431ff52ee1686dc472351e681c26c507433df8f107c7de203b771424e',
  'hashes/SHA2/SHA384ShortMsg.rsp': '7ea7bcf00fadc20949fae63703e40681ddf288fea808471cb3cbc95f3ec16811',
  'hashes/SHA2/SHA512LongMsg.rsp': 'b1f3f05d5c209777954d49521d7ea1349447c36a0c52849e044bc397a27dd410',
  'hashes/SHA2/SHA512Monte.rsp': '8ca78659286c2f01667a98fc7accd32fc171ae7b24ac00f1a8ce6b77770247fa',
  'hashes/SHA2/SHA512ShortMsg.rsp': 'e53a36c03609e5a3e3cc4b6e117a499db7864c23ec825c6cec99503a45f40764',
  'hashes/SHA2/SHA512_224LongMsg.rsp': 'fb578ff1f68713e7dbcfac052bd641a948002b15c7dccb008e5ef1dba9f8a47d',
  'hashes/SHA2/SHA512_224Monte.rsp': '91564691e14d32fc9dda7fb58cc8ae12914dc4ff3e260fd0b88e441c6962dd2f',
  'hashes/SHA2/SHA512_224ShortMsg.rsp': '9b11fb25ff08d8c708e098a22d013c5d38c068d1e398eb573d2055c053bffe75',
  'hashes/SHA2/SHA512_256LongMsg.rsp': 'd2454ce8dfcd7ea9b9ffbe44d35564ca82d2d6744fb4b36f5e056c6064fb0792',
  'hashes/SHA2/SHA512_256Monte.rsp': 'f84e3c0296202e06a5c9654df94f89b62906fcf16f7e1a640c28d838353b0a42',
  'hashes/SHA2/SHA512_256ShortMsg.rsp': 'd8d5008b73f90cb92a8f8d4d9af745809ceef47af4cbeb2ee245cc6b153f5223',
  'hashes/SHA3/SHA3_224LongMsg.rsp': '8b70888c4b0936ec4232e14b448a06b3b5d2461c25de3da84e9e270d957efc0f',
  'hashes/SHA3/SHA3_224Monte.rsp': 'd6b61e4fabc9b5f12770b2a6060915086b4f8814ef0ba594bbc1ef56f7a993c3',
  'hashes/SHA3/SHA3_224ShortMsg.rsp': 'c2c57e8090b270a7ca154602803c8a30859e737ca65729701df02080dd6c75fd',
  'hashes/SHA3/SHA3_256LongMsg.rsp': '741b75d093aeb1de3536681b5e7e65090a5eca8015eb75c5f9be0feda47660d5',
  'hashes/SHA3/SHA3_256Monte.rsp': '0b387d75eb7bb96070007ae570601675d4527f50295f41c9d0fbc6c03ec48ca4',
  'hashes/SHA3/SHA3_256ShortMsg.rsp': 'e75b1ded16e9862eaaef9ad9b89402b9832f86fe818292634b2e54dc6b3540ff',
  'hashes/SHA3/SHA3_384LongMsg.rsp': 'd7e1e35d90c46617869b7819a8c1ebc113f583dd4de63f6ee2f97f0d98f80531',
  'hashes/SHA3/SHA3_384Monte.rsp': '1de2e1a352d4f53412bd2236c39125da802ec3f4f89f65cef1837e7e3ff6a5c9',
  'hashes/SHA3/SHA3_384ShortMsg.rsp': '0e15aa35474c85084a0a1682c28ae9d4ebde61daa130ea0b408f51a1e9ec3150',
  'hashes/SHA3/SHA3_512LongMsg.rsp': '142aab2fc0fd41809b1efdf48819e4f863985fb8d5cb30694acf7c8e7080d20e',
  'hashes/SHA3/SHA3_512Monte.rsp': '2e07ae80620d566a77f4c3cb2d5b465454100b3984e7e661030c942db9804c89',
  'hashes/SHA3/SHA3_512ShortMsg.rsp': 'f73a39d8091d58c9225cfad8e6d8cfa3e8d67532c7029bf376baef0d0d86d5b6',
  'hashes/SHAKE/SHAKE128LongMsg.rsp': '826b319c265448f5268c7e36f432de31315dd8155eaa038ba76d1acd0d03736f',
  'hashes/SHAKE/SHAKE128Monte.rsp': '78b0e751fd8c8eb455ec8f98debb2f2c2e39f04f5241850e190326238baf83dc',
  'hashes/SHAKE/SHAKE128ShortMsg.rsp': 'c7384e3f84247d90e6b0af9ac618a968bb65f5dcbe9c2ee7e8a66475c551764b',
  'hashes/SHAKE/SHAKE128VariableOut.rsp': '56ac04dd47c8063bdd08fd7744aef55c22c22946d722012460703bcae0b2583f',
  'hashes/SHAKE/SHAKE256LongMsg.rsp': 'f7881838fa013853993bf7e0814de0ab53ee93a4dbc2b7bce5bed7cc81e6985f',
  'hashes/SHAKE/SHAKE256Monte.rsp': '95e5929344f4309e70f16e42620bd393d7a69b3f2577231ff5adcda1b395c6c8',
  'hashes/SHAKE/SHAKE256ShortMsg.rsp': 'a21dd9180a0f0139fa8d4056919f8194ddaca2f36dc5aafa70723682099d64f5',
  'hashes/SHAKE/SHAKE256VariableOut.rsp': '90fb72336900b22284477b76d0868fc2822ae42a114079c6c8a7fbda12eb52ca',
  'keywrap/kwtestvectors/KWP_AD_256.txt': 'c9e68a0391549290c99894eb5987458a2837346bdfc5942b46acd6fd613e6631',
  'keywrap/kwtestvectors/KWP_AE_256.txt': '7a9566c73d10f866812d2ce2391b0b3c80b8bea0269b1103d6aab60dacf5f6e4',
  'keywrap/kwtestvectors/KW_AD_256.txt': '92a4b36140bfc40c2c01f4aec620d65cfa5bacca55dd6b769fbbc1b338e84c85',
  'keywrap/kwtestvectors/KW_AE_256.txt': '58db9474ba937a8235d15d07ddab38179e957ec1d5e5a017c13387ac68a8026e',
};
