#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A push as a careful script makes it, with curl, jq and openssl: verify the delivery on standard input, log in, read
# both sides, write what differs six calls at a time, and read both sides again.
#
# push.sh SIGNATURE, with the environment that render-sync takes.
set -euo pipefail

signature=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/body"

expected=$(openssl dgst -sha256 -hmac "$INFISICAL_WEBHOOK_SECRET" -r "$work/body" | cut -d' ' -f1)
[ "${signature#*;}" = "$expected" ] || { echo "the signature is not valid" >&2; exit 77; }
stamp=$(jq -r .timestamp "$work/body")
[ "t=$stamp" = "${signature%%;*}" ] || { echo "the signature is not valid" >&2; exit 77; }

call() { curl -sS --fail "$@"; }

token=$(jq -n '{clientId: env.INFISICAL_UNIVERSAL_AUTH_CLIENT_ID, clientSecret: env.INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET}' |
    call -H 'Content-Type: application/json' --data-binary @- "$INFISICAL_DOMAIN/api/v1/auth/universal-auth/login" |
    jq -r .accessToken)
service="$RENDER_API_URL/services/$RENDER_SYNC_SERVICE_ID/env-vars"

read_source() {
    call -H "Authorization: Bearer $token" \
        "$INFISICAL_DOMAIN/api/v4/secrets?projectId=$RENDER_SYNC_PROJECT_ID&environment=$RENDER_SYNC_ENVIRONMENT&secretPath=%2F&viewSecretValue=true&expandSecretReferences=true&include_imports=true" |
        jq '[.secrets[] | select(.type != "personal") | {key: .secretKey, value: .secretValue}] | sort_by(.key)'
}

read_destination() {
    local cursor="" page
    while :; do
        page=$(call -H "Authorization: Bearer $RENDER_API_KEY" "$service?limit=100${cursor:+&cursor=$cursor}")
        jq -c '.[].envVar' <<<"$page"
        [ "$(jq length <<<"$page")" = 100 ] || break
        cursor=$(jq -r '.[-1].cursor' <<<"$page")
    done | jq -s 'sort_by(.key)'
}

differences() {
    read_destination >"$work/destination" &
    read_source >"$work/source"
    wait $!
    jq -r --slurpfile there "$work/destination" \
        '($there[0] | map({(.key): .value}) | add // {}) as $have | .[] | select($have[.key] != .value)
         | .key, ({value} | tojson)' "$work/source"
}

write_key() {
    curl -sS --fail -o /dev/null -X PUT -H "Authorization: Bearer $RENDER_API_KEY" \
        -H 'Content-Type: application/json' --data-binary "$3" "$1/$2"
}
export -f write_key

differences >"$work/changes"
if [ -s "$work/changes" ]; then
    tr '\n' '\0' <"$work/changes" | xargs -0 -n 2 -P 6 bash -c 'write_key "$@"' _ "$service"
    differences >"$work/changes"
    [ ! -s "$work/changes" ] || { echo "the destination differs still" >&2; exit 75; }
fi
