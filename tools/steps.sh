# Steps with a log and one moving line, for ./lab/demo and ./tests/run. Sourced by bash, from the repository's root.
# A step that fails says which, one sentence, the last lines of its log and the command to run again.

ll_log=build/steps.log
ll_retry=$0
[ -t 1 ] && ll_tty=1 || ll_tty=0

ll_now() { date +%s%N; }
ll_clock() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }
ll_elapsed_s() { echo $((($(ll_now) - $1) / 1000000000)); }

# ll_line TEXT: rewrites the moving line on a terminal, says nothing in a pipe.
ll_line() { [ "$ll_tty" = 1 ] && printf '\r\033[K%s' "$1"; return 0; }
# ll_done TEXT: ends the moving line with what stays on the screen.
ll_done() { [ "$ll_tty" = 1 ] && printf '\r\033[K'; printf '%s\n' "$1"; }

ll_fail() { # STEP SENTENCE LOG
  ll_done "  $1 failed: $2"
  if [ -s "$3" ]; then
    echo "  --- last lines of $3"
    tail -n "${LL_TAIL:-15}" "$3" | sed 's/^/  | /'
  fi
  echo "  again: $ll_retry"
  return 1
}

ll_sudo() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# ll_install KIND...: apt-get installs what tools/packages.txt lists for these kinds and is missing.
ll_install() {
  local kinds missing="" package begin
  kinds=$(printf '%s|' "$@")
  begin=$(ll_now)
  for package in $(awk -v kinds="^(${kinds%|})$" '!/^#/ && $1 ~ kinds {print $2}' tools/packages.txt); do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  local count; count=$(echo "$missing" | wc -w)
  ll_line "  setup    apt-get install: $count packages ($(echo $missing | cut -c1-40) ...)"
  if ! { ll_sudo apt-get update && ll_sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } \
      > build/setup.log 2>&1 < /dev/null; then
    ll_fail setup "apt-get could not install:$missing" build/setup.log
    return 1
  fi
  ll_done "  setup    apt-get install: $count packages ($(echo $missing | cut -c1-40) ...)   $(ll_clock "$(ll_elapsed_s "$begin")")"
}

# ll_progress LOG LABEL BEGIN: one moving line from the last `[done/total` that ninja or ctest printed.
ll_progress() {
  local log=$1 label=$2 begin=$3 mark done total passed left filled
  mark=$(tail -c 2000 "$log" 2>/dev/null | tr '\r' '\n' | grep -oE '^ *\[?[0-9]+/[0-9]+|^\[[0-9]+/[0-9]+' | tail -n 1 | tr -d '[ ')
  passed=$(ll_elapsed_s "$begin")
  if [ -z "$mark" ]; then ll_line "  $label   $(ll_clock "$passed")"; return 0; fi
  done=${mark%/*}; total=${mark#*/}
  [ "$total" -gt 0 ] || return 0
  filled=$((done * 20 / total))
  left=""
  [ "$done" -gt 0 ] && left="about $(ll_clock $((passed * (total - done) / done))) left"
  ll_line "$(printf '  %s %s%s %d/%d   %s' "$label" "$(printf '%*s' "$filled" '' | tr ' ' '#')" \
    "$(printf '%*s' $((20 - filled)) '' | tr ' ' '.')" "$done" "$total" "$left")"
}

# ll_step LABEL LOG COMMAND...: runs it in the background, its output in LOG, a moving line here.
ll_step() {
  local label=$1 log=$2 begin status
  shift 2
  begin=$(ll_now)
  [ "$ll_tty" = 1 ] || echo "  $label ..."
  "$@" > "$log" 2>&1 < /dev/null &
  local job=$!
  while kill -0 "$job" 2>/dev/null; do ll_progress "$log" "$label" "$begin"; sleep 0.3; done
  wait "$job"; status=$?
  if [ "$status" -ne 0 ]; then ll_fail "$label" "${LL_SAY:-exit status $status}" "$log"; return 1; fi
  ll_done "$(printf '  %-34s %s' "$label" "$(ll_clock "$(ll_elapsed_s "$begin")")")"
}
