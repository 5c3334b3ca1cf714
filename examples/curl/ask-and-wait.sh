#!/bin/sh
# Asks for a press and waits. Ends with 0 only when the link has stored the claim of this very step; an aborted build
# takes its question back. Needs sh and curl, and in the environment:
#
#   BOSS_URL BOSS_TOKEN            the link, and a token with the role pipeline
#   BOSS_PIPELINE BOSS_STEP        who asks
#   BOSS_REQUEST                   the build's own id: the same id is the same question, also in a retry
#   BOSS_GATE BOSS_COMMIT          optional: which gate, and what is to be approved
#   BOSS_TIMEOUT BOSS_LOST_AFTER   optional: seconds to wait at most (a day), and with the link out of reach (600)
set -eu
: "${BOSS_URL:?}" "${BOSS_TOKEN:?}" "${BOSS_PIPELINE:?}" "${BOSS_STEP:?}" "${BOSS_REQUEST:?}"
gives_up=$(($(date +%s) + ${BOSS_TIMEOUT:-86400}))
lost_after=${BOSS_LOST_AFTER:-600}
folder=$(mktemp -d)
lock=
curl=
# Whether there may be something to take back.
is_open=

# A text as JSON; control characters are left out.
quoted() {
  printf '"%s"' "$(printf '%s' "$1" | tr -d '\000-\037' | sed 's/[\\"]/\\&/g')"
}

question="{\"pipeline\":$(quoted "$BOSS_PIPELINE"),\"step\":$(quoted "$BOSS_STEP"),\"request_id\":$(quoted "$BOSS_REQUEST")"
[ -z "${BOSS_GATE:-}" ] || question="$question,\"gate\":$(quoted "$BOSS_GATE")"
[ -z "${BOSS_COMMIT:-}" ] || question="$question,\"context\":{\"commit\":$(quoted "$BOSS_COMMIT")}"
question="$question}"

# One call; true where the link said yes. The token is not among the arguments, which everybody on the machine may read.
# The shell waits for curl in the background, so that a signal is heard at once.
call() {
  path=$1
  shift
  : >"$folder/answer"
  printf 'header = "Authorization: Bearer %s"\n' "$BOSS_TOKEN" >"$folder/token"
  curl -sS --max-time 70 -K "$folder/token" -H 'Content-Type: application/json' \
    -o "$folder/answer" -w '%{http_code}' "$@" "$BOSS_URL/api/v1$path" >"$folder/status" &
  curl=$!
  wait "$curl" || echo 000 >"$folder/status"
  curl=
  status=$(cat "$folder/status")
  case $status in 2??) return 0 ;; *) return 1 ;; esac
}

# A text of the last answer. Within a JSON text each quote has a backslash before it, so that no text looks like a field.
said() {
  grep -o "\"$1\":\"[^\"]*\"" "$folder/answer" | head -n 1 | cut -d '"' -f 4
}

# A call, and again while the link is out of reach: all of them may come twice.
insist() {
  lost_at=$(($(date +%s) + lost_after))
  until call "$@"; do
    case $status in
      000 | 429 | 5??) ;;
      *)
        [ -n "$lock" ] || is_open=
        echo "the link refuses: $(said detail)" >&2
        exit 1
        ;;
    esac
    now=$(date +%s)
    if [ "$now" -ge "$lost_at" ] || [ "$now" -ge "$gives_up" ]; then
      echo 'the link is out of reach' >&2
      exit 6
    fi
    sleep 2 &
    wait $!
  done
}

leave() {
  ended=$?
  trap - EXIT
  trap '' HUP INT TERM
  [ -z "$curl" ] || kill "$curl" 2>/dev/null || :
  if [ -n "$is_open" ]; then
    # Asked, and not yet answered: the same question names its lock.
    if [ -z "$lock" ] && call /locks -d "$question" --max-time 3; then lock=$(said lock); fi
    if [ -n "$lock" ] && call "/locks/$lock/cancel" -d '{}' --max-time 3; then echo 'the question is taken back' >&2; fi
  fi
  rm -rf "$folder"
  exit "$ended"
}
trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

is_open=yes
insist /locks -d "$question"
lock=$(said lock)
state=$(said state)
# The signed token of a build ends in minutes, and bosses think for hours: the answer has one for this lock alone.
resume=$(said token)
BOSS_TOKEN=${resume:-$BOSS_TOKEN}
echo "waiting for the boss: $BOSS_URL, lock $lock" >&2
while [ "$state" = locked ]; do
  if [ "$(date +%s)" -ge "$gives_up" ]; then
    echo 'nobody decided in time' >&2
    exit 5
  fi
  insist "/locks/$lock?wait=55s"
  state=$(said state)
done

case $state in
  unlocked | claimed)
    insist "/locks/$lock/claim" -d '{}'
    is_open=
    echo 'let through' >&2
    ;;
  *)
    is_open=
    echo "not let through: $state. $(said reason)" >&2
    case $state in rejected) exit 3 ;; expired) exit 4 ;; cancelled | superseded) exit 5 ;; *) exit 1 ;; esac
    ;;
esac
