#!/usr/bin/env bash
# Who may do what: the default key policy, and the policy for an encrypting application, with the AWS CLI.
#
#   examples/who-may-do-what.sh
#
# Starts a server of its own on a free port, with principals in a file: the root of an account, the users alice, whom IAM
# lets use keys, and bob, whom nothing lets, and the role EncryptionApp. Shows that the default key policy gives the root
# everything and leaves everybody else to IAM; that a key policy can let the role encrypt and decrypt, and nothing else;
# and asks which statement decided. Needs the AWS CLI (version 1 or 2) and `npm ci`. Ends with exit code 0 when every call was
# allowed, or refused, as it should be.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH="$PWD/node_modules/.bin:$PATH"

work=$(mktemp -d)
server=
finish() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

export AWS_DEFAULT_REGION=us-east-1 AWS_PAGER='' AWS_EC2_METADATA_DISABLED=true
unset AWS_PROFILE AWS_SESSION_TOKEN
aws=$(command -v aws) || { echo 'The AWS CLI is missing.' >&2; exit 1; }
strongroom() { node --disable-warning=ExperimentalWarning src/node/main.ts "$@"; }
step() { printf '\n== %s\n' "$*"; }

step 'write down who there is'
cat >"$work/principals.json" <<'JSON'
{
  "accounts": {
    "111122223333": {
      "accessKeys": [{ "id": "AKIAROOT", "secretAccessKey": "root-secret" }],
      "users": {
        "alice": {
          "accessKeys": [{ "id": "AKIAALICE", "secretAccessKey": "alice-secret" }],
          "policies": {
            "UseKeys": {
              "Version": "2012-10-17",
              "Statement": [
                { "Effect": "Allow", "Action": ["kms:Encrypt", "kms:Decrypt"], "Resource": "*" },
                { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/EncryptionApp" }
              ]
            }
          }
        },
        "bob": { "accessKeys": [{ "id": "AKIABOB", "secretAccessKey": "bob-secret" }] }
      },
      "roles": {
        "EncryptionApp": {
          "trustPolicy": {
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" }]
          }
        }
      }
    }
  }
}
JSON
chmod 600 "$work/principals.json"

# Not by the function: the process to stop would be a shell's.
node --disable-warning=ExperimentalWarning src/node/main.ts serve --port 0 --store memory: --account 111122223333 \
  --principals "$work/principals.json" --seal-principals >"$work/server.out" 2>"$work/server.log" &
server=$!
# The first line of output is the URL, written once the server is ready.
until url=$(head -n 1 "$work/server.out") && [[ -n $url ]]; do
  kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
  sleep 0.05
done
echo "server on $url"
if grep -q -- '-secret"' "$work/principals.json"; then echo 'A secret is in the clear.' >&2; exit 1; fi
echo 'the secrets in the file are sealed'

# as WHO COMMAND…: with the credentials of somebody.
as() {
  local who=$1
  shift
  case $who in
    root) AWS_ACCESS_KEY_ID=AKIAROOT AWS_SECRET_ACCESS_KEY=root-secret "$@" ;;
    alice) AWS_ACCESS_KEY_ID=AKIAALICE AWS_SECRET_ACCESS_KEY=alice-secret "$@" ;;
    bob) AWS_ACCESS_KEY_ID=AKIABOB AWS_SECRET_ACCESS_KEY=bob-secret "$@" ;;
    app)
      AWS_ACCESS_KEY_ID=$(cut -f 1 "$work/session") AWS_SECRET_ACCESS_KEY=$(cut -f 2 "$work/session") \
        AWS_SESSION_TOKEN=$(cut -f 3 "$work/session") "$@"
      ;;
  esac
}
kms() { "$aws" --endpoint-url "$url" kms "$@"; }

# may WHO COMMAND…: it is allowed.
may() {
  as "$1" kms "${@:2}" --output text >"$work/answer" 2>"$work/refusal" || { cat "$work/refusal" >&2; exit 1; }
  echo "$1 may $2"
}
# may_not WHO WHY COMMAND…: it is refused in a sentence that ends so.
may_not() {
  if as "$1" kms "${@:3}" >"$work/answer" 2>"$work/refusal"; then
    echo "$1 was let $3" >&2
    exit 1
  fi
  grep -q "(AccessDeniedException).*$2" "$work/refusal" || { cat "$work/refusal" >&2; exit 1; }
  echo "$1 may not $3: $2"
}

step 'the default key policy: the account has full access, and IAM decides on the others'
key=$(as root kms create-key --output text --query KeyMetadata.Arn)
printf 'attack at dawn' >"$work/plan.txt"
plain="fileb://$work/plan.txt"
may root encrypt --key-id "$key" --plaintext "$plain"
may root disable-key-rotation --key-id "$key"
may alice encrypt --key-id "$key" --plaintext "$plain"
may_not alice 'because no identity-based policy allows the kms:DisableKey action' disable-key --key-id "$key"
may_not bob 'because no identity-based policy allows the kms:Encrypt action' \
  encrypt --key-id "$key" --plaintext "$plain"

step 'a key policy for an encrypting application'
cat >"$work/policy.json" <<'JSON'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "The root may change this policy",
      "Effect": "Allow",
      "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
      "Action": ["kms:PutKeyPolicy", "kms:GetKeyPolicy", "kms:ScheduleKeyDeletion"],
      "Resource": "*"
    },
    {
      "Sid": "The application may use the key",
      "Effect": "Allow",
      "Principal": { "AWS": "arn:aws:iam::111122223333:role/EncryptionApp" },
      "Action": ["kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt", "kms:ReEncrypt*", "kms:Decrypt"],
      "Resource": "*"
    }
  ]
}
JSON
may root put-key-policy --key-id "$key" --policy-name default --policy "file://$work/policy.json"

as alice "$aws" --endpoint-url "$url" sts assume-role --role-arn arn:aws:iam::111122223333:role/EncryptionApp \
  --role-session-name run1 --output text \
  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' >"$work/session"
as app "$aws" --endpoint-url "$url" sts get-caller-identity --output text --query Arn

may app describe-key --key-id "$key"
may app generate-data-key --key-id "$key" --key-spec AES_256
may app generate-data-key-without-plaintext --key-id "$key" --key-spec AES_256
as app kms encrypt --key-id "$key" --plaintext "$plain" --output text --query CiphertextBlob |
  base64 --decode >"$work/plan.enc"
may app re-encrypt --ciphertext-blob "fileb://$work/plan.enc" --destination-key-id "$key"
as app kms decrypt --ciphertext-blob "fileb://$work/plan.enc" --output text --query Plaintext |
  base64 --decode | cmp - "$work/plan.txt" && echo 'app may decrypt what it encrypted'
for command in disable-key enable-key-rotation list-grants list-resource-tags; do
  may_not app 'because no resource-based policy allows' "$command" --key-id "$key"
done
# These the key policy leaves to IAM, which lets the root alone.
may_not app 'because no identity-based policy allows' get-key-policy --key-id "$key" --policy-name default
may_not app 'because no identity-based policy allows' schedule-key-deletion --key-id "$key"
may_not app 'because no identity-based policy allows' create-key
# IAM alone is worth nothing: the key policy no longer leaves anything to the account.
may_not alice 'because no resource-based policy allows the kms:Encrypt action' \
  encrypt --key-id "$key" --plaintext "$plain"
may_not root 'because no resource-based policy allows the kms:Encrypt action' \
  encrypt --key-id "$key" --plaintext "$plain"

step 'why? ask which statement decided'
explain() { as root strongroom explain --endpoint-url "$url" --key "$key" "$@"; }
app_arn=arn:aws:sts::111122223333:assumed-role/EncryptionApp/run1
explain --principal "$app_arn" --action kms:Decrypt
explain --principal "$app_arn" --action kms:DisableKey || echo 'so the exit code is 1'

step 'stop the server'
kill "$server"
wait "$server"
server=
printf '\nEverybody could do what they may, and nothing else.\n'
