#!/usr/bin/env bash
# The main job of a key management service, walked through with the AWS CLI.
#
#   examples/walkthrough.sh
#
# Starts a server of its own on a free port with its keys in a temporary folder, makes a key and an alias, encrypts and
# decrypts a file, encrypts 10 MiB under a data key, kills the server with SIGKILL, starts it again and does all of it
# once more. Needs the AWS CLI (version 1 or 2) and `npm ci`. Ends with exit code 0 when every step gave what it should.
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

export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1
export AWS_PAGER='' AWS_EC2_METADATA_DISABLED=true
aws=$(command -v aws) || { echo 'The AWS CLI is missing.' >&2; exit 1; }
# Version 2 takes blobs from text as base64 unless told otherwise; version 1 takes them as they are.
raw=()
[[ $("$aws" --version 2>&1) == aws-cli/1* ]] || raw=(--cli-binary-format raw-in-base64-out)
kms() { "$aws" --endpoint-url "$url" "${raw[@]}" kms "$@"; }

step() { printf '\n== %s\n' "$*"; }
same() { cmp "$1" "$2" && echo "same bytes: $(basename "$1") and $(basename "$2")"; }

start_server() {
  : >"$work/server.out"
  node --disable-warning=ExperimentalWarning src/node/main.ts serve --port 0 --data "$work/keys" \
    >"$work/server.out" 2>>"$work/server.log" &
  server=$!
  # The first line of output is the URL, written once the server is ready.
  until url=$(head -n 1 "$work/server.out") && [[ -n $url ]]; do
    kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
    sleep 0.05
  done
  echo "server $server on $url"
}

encrypt_and_decrypt() {
  step "$1: encrypt a small file through the alias, and decrypt it"
  printf 'attack at dawn\n' >"$work/plan.txt"
  for prefix in fileb file; do
    kms encrypt --key-id alias/acgdemo --plaintext "$prefix://$work/plan.txt" \
      --output text --query CiphertextBlob | base64 --decode >"$work/plan.$prefix.enc"
    kms decrypt --ciphertext-blob "fileb://$work/plan.$prefix.enc" \
      --output text --query Plaintext | base64 --decode >"$work/plan.$prefix.txt"
    same "$work/plan.txt" "$work/plan.$prefix.txt"
  done
}

seal_large_file() {
  step "$1: encrypt 10 MiB under a data key, and throw the data key away"
  kms generate-data-key --key-id alias/acgdemo --key-spec AES_256 \
    --output text --query '[Plaintext,CiphertextBlob]' >"$work/data-key"
  cut -f 1 "$work/data-key" | base64 --decode >"$work/data-key.plain"
  cut -f 2 "$work/data-key" | base64 --decode >"$work/data-key.wrapped"
  node examples/seal-file.js seal "$work/data-key.plain" "$work/large" "$work/large.enc"
  rm "$work/data-key" "$work/data-key.plain"
  echo "kept: $(cd "$work" && ls large.enc data-key.wrapped | tr '\n' ' ')"
}

open_large_file() {
  step "$1: unwrap the data key, and recover the 10 MiB"
  kms decrypt --ciphertext-blob "fileb://$work/data-key.wrapped" \
    --output text --query Plaintext | base64 --decode >"$work/data-key.plain"
  node examples/seal-file.js open "$work/data-key.plain" "$work/large.enc" "$work/large.opened"
  rm "$work/data-key.plain"
  same "$work/large" "$work/large.opened"
}

head -c 10485760 /dev/urandom >"$work/large"

step 'start the server'
start_server

step 'make a key with a description, and an alias for it'
key=$(kms create-key --description 'walk-through' --output text --query KeyMetadata.KeyId)
kms create-alias --alias-name alias/acgdemo --target-key-id "$key"
kms list-keys --output text --query 'Keys[].KeyId' | tee "$work/keys.txt"
[[ $(<"$work/keys.txt") == "$key" ]]
kms list-aliases --key-id "$key" --output text --query 'Aliases[].AliasName'

encrypt_and_decrypt 'before the kill'
cp "$work/plan.fileb.enc" "$work/plan.before.enc"
seal_large_file 'before the kill'
open_large_file 'before the kill'

step 'kill -9, and start again'
kill -9 "$server"
wait "$server" 2>/dev/null || true
start_server
[[ $(kms list-keys --output text --query 'Keys[].KeyId') == "$key" ]]
kms describe-key --key-id alias/acgdemo --output text --query KeyMetadata.Description

step 'after the kill: decrypt what was encrypted before it'
kms decrypt --ciphertext-blob "fileb://$work/plan.before.enc" \
  --output text --query Plaintext | base64 --decode >"$work/plan.before.txt"
same "$work/plan.txt" "$work/plan.before.txt"
open_large_file 'after the kill, with the key from before'

encrypt_and_decrypt 'after the kill'
seal_large_file 'after the kill'
open_large_file 'after the kill'

step 'stop the server'
kill "$server"
wait "$server"
server=
printf '\nThe walk-through is complete.\n'
