"""The main job by boto3, in two runs with a kill of the server between them.

  boto3-walk.py URL before            prints what the second run needs, as base64 of JSON
  boto3-walk.py URL after HANDED-OVER prints `complete`

Any answer that is not the expected one ends it with a traceback.
"""

import base64
import json
import sys

import boto3

SECRET = b"attack at dawn"
CONTEXT = {"tenant": "42", "purpose": "walk"}


def expect_refusal(code, message, call, **arguments):
    """Requires a modelled exception with AWS's code and text."""
    try:
        call(**arguments)
    except kms.exceptions.ClientError as refusal:
        error = refusal.response["Error"]
        assert error["Code"] == code, error
        assert message is None or error.get("Message", "") == message, error
        return refusal
    raise AssertionError(f"{code} expected")


def before():
    key = kms.create_key(Description="boto3", Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]
    assert key["KeyState"] == "Enabled" and key["CreationDate"].year >= 2024, key
    kms.create_alias(AliasName="alias/boto3", TargetKeyId=key["KeyId"])
    blob = kms.encrypt(KeyId="alias/boto3", Plaintext=SECRET, EncryptionContext=CONTEXT)["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext=CONTEXT)["Plaintext"] == SECRET
    data_key = kms.generate_data_key(KeyId="alias/boto3", KeySpec="AES_256")
    assert len(data_key["Plaintext"]) == 32
    for number in range(120):
        kms.create_key(Description=str(number))
    pages = list(kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 50}))
    assert [len(page["Keys"]) for page in pages] == [50, 50, 21], [len(page["Keys"]) for page in pages]
    wrong = kms.exceptions.InvalidCiphertextException
    refusal = expect_refusal("InvalidCiphertextException", "", kms.decrypt, CiphertextBlob=blob)
    assert isinstance(refusal, wrong), refusal
    expect_refusal(
        "ValidationException",
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: "
        "Member must have length less than or equal to 4096",
        kms.encrypt,
        KeyId="alias/boto3",
        Plaintext=bytes(4097),
    )
    expect_refusal(
        "NotFoundException",
        "Invalid arn eu-west-1",
        kms.describe_key,
        KeyId=key["Arn"].replace("us-east-1", "eu-west-1"),
    )
    kms.disable_key(KeyId=key["KeyId"])
    return {
        "key": key["KeyId"],
        "arn": key["Arn"],
        "blob": base64.b64encode(blob).decode(),
        "wrapped": base64.b64encode(data_key["CiphertextBlob"]).decode(),
        "plain": base64.b64encode(data_key["Plaintext"]).decode(),
    }


def after(kept):
    blob = base64.b64decode(kept["blob"])
    assert kms.describe_key(KeyId="alias/boto3")["KeyMetadata"]["KeyState"] == "Disabled"
    expect_refusal(
        "DisabledException",
        f"{kept['arn']} is disabled.",
        kms.decrypt,
        CiphertextBlob=blob,
        EncryptionContext=CONTEXT,
    )
    kms.enable_key(KeyId=kept["key"])
    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext=CONTEXT)["Plaintext"] == SECRET
    opened = kms.decrypt(CiphertextBlob=base64.b64decode(kept["wrapped"]))["Plaintext"]
    assert base64.b64encode(opened).decode() == kept["plain"]
    assert kms.list_resource_tags(KeyId=kept["key"])["Tags"] == [{"TagKey": "a", "TagValue": "b"}]
    scheduled = kms.schedule_key_deletion(KeyId=kept["key"], PendingWindowInDays=7)
    assert scheduled["KeyState"] == "PendingDeletion", scheduled
    kms.cancel_key_deletion(KeyId=kept["key"])
    assert kms.describe_key(KeyId=kept["key"])["KeyMetadata"]["KeyState"] == "Disabled"


url, part, *rest = sys.argv[1:]
kms = boto3.client("kms", endpoint_url=url)
if part == "before":
    print(base64.b64encode(json.dumps(before()).encode()).decode())
else:
    after(json.loads(base64.b64decode(rest[0])))
    print("complete")
