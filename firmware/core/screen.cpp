#include "screen.h"

#include "messages.h"

namespace boss {

static constexpr Millis SCROLL_EVERY = 300;
static constexpr Millis TURN = 3000;
static constexpr uint8_t LARGE = 10;

/// A name that is longer than its room goes through it letter by letter, with a pause at the beginning.
static void writeScrolled(Letters& sink, const char* name, uint8_t room, Millis now) {
  const uint8_t length = static_cast<uint8_t>(strlen(name));
  uint8_t from = 0;
  if (length > room) {
    const uint8_t pause = 5, steps = static_cast<uint8_t>(length - room + 2 * pause);
    const uint8_t at = static_cast<uint8_t>(now / SCROLL_EVERY % steps);
    from = at < pause ? 0 : static_cast<uint8_t>(at - pause);
    if (from > length - room) from = static_cast<uint8_t>(length - room);
  }
  for (uint8_t at = 0; at < room && name[from + at] != 0; ++at) sink.put(name[from + at]);
}

/// A duration as a person says it: 42 s, 3 min, 2 h 05 min, 3 days.
static void writeDuration(Sink& sink, uint32_t ms) {
  const uint32_t seconds = ms / 1000;
  if (seconds < 60) {
    writeDecimal(sink, seconds);
    return write(sink, FLASH(" s"));
  }
  const uint16_t minutes = static_cast<uint16_t>(seconds / 60 > 0xffff ? 0xffff : seconds / 60);
  if (minutes < 60) {
    writeDecimal(sink, minutes);
    return write(sink, FLASH(" min"));
  }
  const uint16_t hours = minutes / 60;
  if (hours >= 48) {
    writeDecimal(sink, hours / 24);
    return write(sink, FLASH(" days"));
  }
  writeDecimal(sink, hours);
  write(sink, FLASH(" h "));
  writeTwoDigits(sink, static_cast<uint8_t>(minutes % 60));
  write(sink, FLASH(" min"));
}

/// A countdown: 59:48, or 2:03:09.
static void writeCountdown(Sink& sink, uint32_t ms) {
  const uint32_t seconds = ms / 1000 + (ms % 1000 > 0 ? 1 : 0);
  const uint16_t minutes = static_cast<uint16_t>(seconds / 60 > 0xffff ? 0xffff : seconds / 60);
  if (minutes >= 60) {
    writeDecimal(sink, minutes / 60);
    sink.put(':');
    writeTwoDigits(sink, static_cast<uint8_t>(minutes % 60));
  } else {
    writeDecimal(sink, minutes);
  }
  sink.put(':');
  writeTwoDigits(sink, static_cast<uint8_t>(seconds % 60));
}

static FlashText titleOf(const State& state, Pattern pattern) {
  if (pattern == Pattern::seeking) return FLASH(" no server");
  if (!isSure(state)) return hearsServer(state) ? FLASH(" no link") : FLASH(" no server");
  if (state.shown.mode == Mode::released) return FLASH(" released");
  if (state.shown.mode == Mode::blocked) return FLASH(" blocked");
  return state.shown.hasHead ? FLASH(" locked") : FLASH(" ready");
}

static void writeTitle(Letters& sink, const State& state, Pattern pattern) {
  write(sink, titleOf(state, pattern));
  const bool isAsked = isSure(state) && state.shown.mode == Mode::byDefault && state.shown.hasHead;
  if (isAsked) {
    Letters place;
    write(place, FLASH("1 of "));
    writeDecimal(place, state.shown.queueLength);
    sink.fillTo(static_cast<uint8_t>(COLUMNS - 1 - place.length));
    write(sink, place.text);
  }
  sink.fillTo(COLUMNS);
}

static void writeLarge(Letters& sink, const State& state, Pattern pattern, Millis now) {
  if (pattern == Pattern::seeking) return write(sink, FLASH("SEARCHING"));
  if (!isSure(state)) return write(sink, FLASH("?"));
  switch (state.shown.mode) {
    case Mode::released:
      if (!state.shown.hasUntil) return write(sink, FLASH("OPEN"));
      return writeCountdown(sink, restAt(state, now));
    case Mode::blocked:
      return write(sink, FLASH("STOP"));
    case Mode::byDefault:
      break;
  }
  if (state.shown.hasHead) return writeScrolled(sink, state.shown.head.pipeline, LARGE, now);
  write(sink, FLASH("ALL CLEAR"));
}

static void writeGate(Letters& sink, const State& state, Millis now) {
  write(sink, FLASH("gate "));
  writeScrolled(sink, state.self.gate, COLUMNS - 5, now);
}

/// Who asks and since when, in turn with the gate.
static void writeBottom(Letters& sink, const State& state, Millis now) {
  if (!state.shown.hasHead || (now / TURN) % 3 == 2) return writeGate(sink, state, now);
  Letters age;
  writeDuration(age, ageAt(state, now));
  const uint8_t room = static_cast<uint8_t>(COLUMNS - 1 - age.length);
  writeScrolled(sink, state.shown.head.by, room, now);
  sink.fillTo(static_cast<uint8_t>(room + 1));
  write(sink, age.text);
}

/// While it cannot know: what was last known, and that it is old.
static void writeLastKnown(Letters& sink, const State& state, uint8_t index, Millis now) {
  if (index == 5) return write(sink, FLASH("last known:"));
  if (!state.shown.hasHead) return write(sink, nameOf(state.shown.mode));
  writeScrolled(sink, state.shown.head.pipeline, COLUMNS, now);
}

bool isLarge(Row& row, uint8_t index) {
  row.look = index == 0   ? Row::Look::inverse
             : index == 2 ? Row::Look::upperHalf
             : index == 3 ? Row::Look::lowerHalf
                          : Row::Look::small;
  return index == 2 || index == 3;
}

void rowAt(Row& row, const State& state, Pattern pattern, const Address& address, uint8_t index, Millis now) {
  const bool isTall = isLarge(row, index);
  Letters& sink = row.letters;
  if (index == 0) return writeTitle(sink, state, pattern);
  if (isTall) return writeLarge(sink, state, pattern, now);
  if (index != 5 && index != 7) return;
  if (pattern == Pattern::seeking) {
    if (index == 5) return address.bytes[0] == 0 ? write(sink, FLASH("no address yet")) : writeAddress(sink, address);
    return writeGate(sink, state, now);
  }
  if (!isSure(state)) return writeLastKnown(sink, state, index, now);
  const bool isAsked = state.shown.mode == Mode::byDefault && state.shown.hasHead;
  if (index == 5) {
    if (isAsked) writeScrolled(sink, state.shown.head.step, COLUMNS, now);
    return;
  }
  if (isAsked) writeBottom(sink, state, now);
  else writeGate(sink, state, now);
}

void rowOfTrouble(Row& row, FlashText what, uint8_t index) {
  const bool isTall = isLarge(row, index);
  Letters& sink = row.letters;
  if (index == 0) {
    write(sink, FLASH(" not set up"));
    sink.fillTo(COLUMNS);
  } else if (isTall) {
    write(sink, what);
  } else if (index == 6) {
    write(sink, FLASH("boss gadget provision"));
  }
}

}  // namespace boss
