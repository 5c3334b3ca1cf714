#include "../core/lights.h"
#include "check.h"

using namespace boss;

static Output tick(State& state, Millis now) {
  Input input = {};
  input.type = Input::Type::tick;
  Output output;
  step(state, input, now, output);
  return output;
}

static void hear(State& state, Millis now) {
  state.hasSession = state.hasShown = state.isHeard = true;
  state.isSeeking = false;
  state.shown.hearsLink = state.shown.isOurGate = true;
  state.heardAt = state.shownAt = now;
}

TEST("a gadget that is on for more than 49 days goes on as before") {
  State state = {};
  const Millis nearEnd = 0xffffff00UL;
  switchOn(state, nearEnd);
  hear(state, nearEnd);
  for (Millis since = 0; since < 4500; since += 100) {
    tick(state, nearEnd + since);
    CHECK(patternAt(state, nearEnd + since) == Pattern::idle && !wantsLine(state, nearEnd + since));
  }
  tick(state, nearEnd + 4500);
  CHECK(patternAt(state, nearEnd + 4500) == Pattern::unknown && wantsLine(state, nearEnd + 4500));
}

TEST("a server that is away for longer than time lasts is never heard again by mistake") {
  State state = {};
  switchOn(state, 0);
  hear(state, 0);
  for (uint64_t now = 0; now < (1ULL << 33); now += 1000003) {
    tick(state, static_cast<Millis>(now));
    if (now > 4500) CHECK(patternAt(state, static_cast<Millis>(now)) == Pattern::unknown);
  }
}

TEST("a head that is shown for longer than time lasts may still be answered") {
  State state = {};
  switchOn(state, 0);
  state.shown.hasHead = true;
  for (uint64_t now = 1000; now < (1ULL << 33); now += 1000003) {
    const Millis at = static_cast<Millis>(now);
    hear(state, at);
    tick(state, at);
    CHECK(at - state.headSince >= SHOWN_FOR);
  }
}
