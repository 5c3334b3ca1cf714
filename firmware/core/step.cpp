#include <stddef.h>

#include "apart.h"
#include "buttons.h"
#include "messages.h"
#include "press.h"
#include "receive.h"

namespace boss {

void switchOn(State& state, Millis now) {
  // What comes after `self`, which was read from the EEPROM and is too large to be copied.
  memset(&state.pings, 0, sizeof state - offsetof(State, pings));
  state.isSeeking = true;
  state.pingAt = state.heardAt = state.headSince = now;
}

bool hearsServer(const State& state) {
  return state.hasSession && state.isHeard;
}

bool isSure(const State& state) {
  return hearsServer(state) && state.hasShown && state.shown.hearsLink && state.shown.isOurGate;
}

APART static bool isPingDue(const State& state, Millis now) {
  return state.isSeeking ? isReached(now, state.pingAt) : now - state.heardAt >= LOST_AFTER;
}

bool wantsLine(const State& state, Millis now) {
  return isPingDue(state, now) || isPressDue(state, now);
}

/// Calls for the server. The session field is empty, the counter is the ping's number, the key the gadget's own.
static void ping(State& state, Millis now, Post& post) {
  state.isPingOutstanding = true;
  state.isSeeking = true;
  state.pingAt = now + PING_EVERY;
  post.path = ServerPath::ping;
  post.counter = ++state.pings;
  signPost(state, post);
}

/// A new MAC counter, the same press.
static void sendPress(State& state, Millis now, Post& post) {
  state.pending.retryAt = now + PRESS_RETRY;
  post.path = static_cast<ServerPath>(state.pending.action);
  post.counter = ++state.session.outCounter;
  signPost(state, post);
}

/// One message to a line; where both are due they take turns.
static void useLine(State& state, Millis now, Post& post) {
  const bool isPress = isPressDue(state, now);
  const bool isPing = isPingDue(state, now) && !(isPress && state.wasPingLast);
  if (!isPing && !isPress) return;
  state.wasPingLast = isPing;
  if (isPing) ping(state, now, post);
  else sendPress(state, now, post);
}

static void missLine(State& state, Millis now) {
  if (isPingDue(state, now)) {
    state.isSeeking = true;
    state.pingAt = now + PING_EVERY;
  }
  if (isPressDue(state, now)) state.pending.retryAt = now + PRESS_RETRY;
}

/// Moments of long ago are forgotten before time runs over.
static void forget(State& state, Millis now) {
  constexpr Millis LONG_AGO = 1UL << 30;
  if (now - state.heardAt >= LOST_AFTER) state.isHeard = false;
  if (now - state.headSince > LONG_AGO) state.headSince = now - LONG_AGO;
  if (now - state.shownAt > LONG_AGO) state.shownAt = now - LONG_AGO;
  if (now - state.flashFrom > LONG_AGO) state.flash = Flash::none;
  if (state.isSirenOn && now - state.sirenFrom >= SIREN_FOR) state.isSirenOn = false;
}

void step(State& state, const Input& input, Millis now, Output& output) {
  output.post.path = ServerPath::none;
  output.status = 0;
  output.hasDeed = false;
  forget(state, now);
  switch (input.type) {
    case Input::Type::tick:
    case Input::Type::line:
      break;
    case Input::Type::down:
      buttonDown(state, input.button, now);
      break;
    case Input::Type::up:
      output.hasDeed = buttonUp(state, input.button, now, output.deed);
      break;
    case Input::Type::arrived:
      output.status = receive(state, *input.message, now);
      break;
    case Input::Type::noLine:
      missLine(state, now);
      break;
    case Input::Type::posted:
      posted(state, input.path, input.outcome, now);
      break;
  }
  actHeld(state, now);
  endOldPress(state, now);
  if (input.type == Input::Type::line) useLine(state, now, output.post);
}

}  // namespace boss
