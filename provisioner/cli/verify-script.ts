/** Checks an exported ledger with what every Debian has: docs/ledger.md, byte by byte, in bash */
export const verifyScript = `#!/bin/bash
# The ledger of a machine that Groundstate keeps, and its public key. This script checks every hash, link
# and signature with bash, coreutils and openssl 3 alone:
#
#     bash verify.sh
#
# Compare the head and the key that it prints with those that were kept elsewhere.
export LC_ALL=C
cd -- "$(dirname -- "$0")" || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -r -- "$work"' EXIT

wrong() {
  echo "block $height: $1"
  exit 1
}

before='^(.*)"hash":"([0-9a-f]{64})",("height":([0-9]+),.*"prev_hash":"([0-9a-f]{64})",)'
after='"signature":"([A-Za-z0-9+/]{86}==)",(.*)$'
height=0
previous=$(printf '0%.0s' {1..64})
key=SHA256:$(openssl pkey -pubin -in ledger.pub -outform DER | openssl dgst -sha256 -binary | base64 | tr -d =)

while IFS= read -r line; do
  [[ $line =~ $before$after ]] || wrong "no block"
  hash=\${BASH_REMATCH[2]} signature=\${BASH_REMATCH[6]}
  content=\${BASH_REMATCH[1]}\${BASH_REMATCH[3]}\${BASH_REMATCH[7]}
  [[ \${BASH_REMATCH[4]} = "$height" ]] || wrong "another block stands in its place"
  [[ \${BASH_REMATCH[5]} = "$previous" ]] || wrong "it was written after another block than the one before it"
  [[ $(printf 'groundstate-ledger-v1\\n%s' "$content" | sha256sum) = "$hash  -" ]] || wrong "it does not have the hash that it names"
  printf "$(sed 's/../\\\\x&/g' <<<"$hash")" >"$work/hash"
  base64 -d <<<"$signature" >"$work/signature"
  openssl pkeyutl -verify -pubin -inkey ledger.pub -rawin -in "$work/hash" -sigfile "$work/signature" >"$work/said" 2>&1 ||
    wrong "it is not signed with ledger.pub"
  [[ $height != 0 || $content = *"\\"public_key_fingerprint\\":\\"$key\\""* ]] || wrong "it names another key than ledger.pub"
  previous=$hash
  ((++height))
done <ledger.jsonl

((height > 0)) || wrong "there is none"
echo "$height blocks, all hold; head $((height - 1)):$previous; key $key"
`;
