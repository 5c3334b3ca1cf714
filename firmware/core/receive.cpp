#include "receive.h"

#include "messages.h"
#include "press.h"

namespace boss {

static uint16_t refuse(State& state) {
  ++state.refused;
  return 401;
}

/// Only a state that names the press ends 'press on its way'.
static void endPress(State& state, Millis now) {
  if (!state.hasPending || !state.shown.hasAnswered) return;
  const uint64_t ours = (static_cast<uint64_t>(state.self.boot) << 16) + state.pending.number;
  const uint64_t answered = state.shown.answeredCounter;
  if (answered < ours) return;
  state.hasPending = false;
  if (answered == ours && !state.shown.isAnswerOk) startFlash(state, Flash::refused, now);
}

static void show(State& state, const Desired& desired, Millis now) {
  const Desired& before = state.shown;
  if (state.hasShown && desired.sequence < before.sequence) return;
  const bool hadHead = state.hasShown && before.hasHead;
  const bool isSameHead =
      hadHead == desired.hasHead && (!hadHead || memcmp(before.head.uuid, desired.head.uuid, UUID) == 0);
  const bool isBack = state.hasShown && before.mode != Mode::byDefault && desired.mode == Mode::byDefault;
  const bool isBlocked = desired.mode == Mode::blocked && (!state.hasShown || before.mode != Mode::blocked);
  if (!isSameHead) state.headSince = now;
  if (isBack) startFlash(state, Flash::back, now);
  if (desired.mode != Mode::blocked) state.isSirenOn = false;
  if (isBlocked) {
    state.isSirenOn = true;
    state.sirenFrom = now;
  }
  state.shown = desired;
  state.shownAt = now;
  state.hasShown = true;
  endPress(state, now);
}

static void hear(State& state, const DesiredReader& body, Millis now) {
  state.heardAt = now;
  state.isHeard = true;
  state.isSeeking = false;
  show(state, body.desired(), now);
}

static uint16_t takeKnown(State& state, const RequestReader& message, Millis now) {
  // Its MAC is good, so its counter is spent even if the rest is nonsense.
  state.session.inCounter = message.request().counter;
  if (!message.body().isValid()) return 400;
  hear(state, message.body(), now);
  if (message.request().route == Route::test) startFlash(state, Flash::test, now);
  return 200;
}

static bool isOurNonce(const State& state, const DesiredReader& body) {
  if (!body.hasNonce()) return false;
  const uint32_t parts[2] = {state.self.boot, state.pings};
  uint8_t difference = 0;
  for (uint8_t at = 0; at < NONCE; ++at)
    difference |= body.nonce()[at] ^ reinterpret_cast<const uint8_t*>(parts)[at ^ 3];
  return difference == 0;
}

/// An answer to our ping: a new session. A nonsense greeting opens nothing.
static uint16_t takeOffered(State& state, const RequestReader& message, const HmacKey& inKey, Millis now) {
  const Request& request = message.request();
  const DesiredReader& body = message.body();
  if (!body.isValid()) return 400;
  if (!isOurNonce(state, body) || !body.isServerNonceSession()) return refuse(state);
  const bool isFirst = !state.hasSession;
  Session& session = state.session;
  memcpy(session.id, request.session, SESSION);
  session.inKey = inKey;
  setSessionKey(session.outKey, state, FLASH("g>s"), session.id);
  session.inCounter = request.counter;
  session.outCounter = 0;
  state.hasSession = true;
  state.isPingOutstanding = false;
  // A press that waits goes out at once when the server is found.
  state.pending.retryAt = now;
  // Another session may come from another start of the server, which counts its states from the beginning.
  state.shown.sequence = 0;
  hear(state, body, now);
  if (isFirst) startFlash(state, Flash::found, now);
  return 200;
}

uint16_t receive(State& state, const RequestReader& message, Millis now) {
  const Request& request = message.request();
  if (request.route == Route::none) return 404;
  if (!request.isForUs || !request.hasSession || !request.hasMac || request.counter == 0) return refuse(state);
  if (state.hasSession && memcmp(state.session.id, request.session, SESSION) == 0 &&
      request.counter > state.session.inCounter && isSigned(state, state.session.inKey, request))
    return takeKnown(state, message, now);
  if (request.route != Route::pingAck || !state.isPingOutstanding) return refuse(state);
  HmacKey inKey;
  setSessionKey(inKey, state, FLASH("s>g"), request.session);
  return isSigned(state, inKey, request) ? takeOffered(state, message, inKey, now) : refuse(state);
}

}  // namespace boss
