#include "../core/screen.h"

#include <string>

#include "check.h"

using namespace boss;

static State asked() {
  State state = {};
  strcpy(state.self.id, "desk-1");
  strcpy(state.self.gate, "shop");
  state.hasSession = state.isHeard = state.hasShown = true;
  state.shown.hearsLink = state.shown.isOurGate = state.shown.hasHead = true;
  state.shown.queueLength = 3;
  strcpy(state.shown.head.pipeline, "webshop");
  strcpy(state.shown.head.step, "production");
  strcpy(state.shown.head.by, "Ada Lovelace");
  state.shown.head.age = 125000;
  return state;
}

static std::string row(const State& state, uint8_t index, Millis now) {
  Row row;
  rowAt(row, state, patternAt(state, now), Address{{192, 168, 1, 50}}, index, now);
  return row.letters.text;
}

TEST("who asks for what is on the display, with its place and age") {
  const State state = asked();
  CHECK(row(state, 0, 0) == " locked       1 of 3 ");
  CHECK(row(state, 2, 0) == "webshop" && row(state, 3, 0) == "webshop");
  CHECK(row(state, 5, 0) == "production");
  CHECK(row(state, 7, 0) == "Ada Lovelace    2 min");
  CHECK(row(state, 7, 6000) == "gate shop");
}

TEST("a long name goes through its room and comes back") {
  State state = asked();
  strcpy(state.shown.head.pipeline, "payments-service");
  CHECK(row(state, 2, 0) == "payments-s");
  std::string seen;
  for (Millis now = 0; now < 10000; now += 300) seen += row(state, 2, now) + "\n";
  CHECK(seen.find("ts-service\n") != std::string::npos);
  CHECK(row(state, 2, 16 * 300) == "payments-s");
}

TEST("what it says follows the lights") {
  State state = asked();
  state.shown.hearsLink = false;
  CHECK(row(state, 0, 0) == " no link             " && row(state, 2, 0) == "?" && row(state, 7, 0) == "webshop");
  state.isHeard = false;
  CHECK(row(state, 0, 0) == " no server           ");
  state = asked();
  state.shown.mode = Mode::blocked;
  CHECK(row(state, 0, 0) == " blocked             " && row(state, 2, 0) == "STOP");
  state.shown.mode = Mode::released;
  CHECK(row(state, 2, 0) == "OPEN");
  state.shown.hasUntil = true;
  state.shown.until = 3588000;
  CHECK(row(state, 2, 0) == "59:48");
  state.shown.until = 7389000;
  CHECK(row(state, 2, 0) == "2:03:09");
  state.hasShown = false;
  CHECK(row(state, 2, 0) == "SEARCHING" && row(state, 5, 0) == "192.168.1.50");
}

TEST("no row is ever longer than the display") {
  State state = asked();
  memset(state.shown.head.pipeline, 'W', LONG_NAME - 1);
  memset(state.shown.head.step, 'W', LONG_NAME - 1);
  memset(state.shown.head.by, 'W', SHORT_NAME - 1);
  memset(state.self.gate, 'w', LONGEST_GATE);
  state.shown.queueLength = 0xffff;
  state.shown.head.age = 0xffffffffUL;
  for (Millis now = 0; now < 60000; now += 100)
    for (uint8_t index = 0; index < ROWS; ++index) CHECK(row(state, index, now).size() <= COLUMNS);
}
