#include "press.h"

#include "apart.h"
#include "messages.h"

namespace boss {

static constexpr uint16_t LAST_OF_A_BOOT = 65535;
static constexpr uint8_t MOST_RESETS = 2;

APART void startFlash(State& state, Flash flash, Millis now) {
  state.flash = flash;
  state.flashFrom = now;
}

Deed makePress(State& state, Action action, Millis now) {
  Pending& pending = state.pending;
  if (state.hasPending && (action != Action::block || pending.action == Action::block))
    return {Action::nothing, Why::busy};
  if (state.presses == LAST_OF_A_BOOT) {
    startFlash(state, Flash::refused, now);
    return {Action::nothing, Why::wornOut};
  }
  pending.number = ++state.presses;
  pending.action = action;
  pending.pressedAt = pending.retryAt = now;
  pending.resets = 0;
  memcpy(pending.uuid, state.heldUuid, UUID);
  state.hasPending = true;
  signPress(state);
  return {action, Why::sent};
}

bool isPressDue(const State& state, Millis now) {
  return state.hasPending && state.hasSession && isReached(now, state.pending.retryAt);
}

void endOldPress(State& state, Millis now) {
  if (!state.hasPending || now - state.pending.pressedAt < PRESS_GIVE_UP) return;
  state.hasPending = false;
  startFlash(state, Flash::refused, now);
}

void posted(State& state, ServerPath path, uint16_t outcome, Millis now) {
  if (path == ServerPath::ping) return;
  // The server does not know our session: it was started anew.
  if (outcome == 401 && (!state.isSeeking || !isReached(now, state.pingAt))) {
    state.isSeeking = true;
    state.pingAt = now;
  }
  if (outcome == Input::RESET && state.hasPending && state.pending.resets < MOST_RESETS) {
    ++state.pending.resets;
    state.pending.retryAt = now;
  }
}

}  // namespace boss
