#include "lights.h"

#include "apart.h"
#include "buttons.h"

namespace boss {

// Functions, as constants of this kind would lie in RAM.
static Rgb off() { return {0, 0, 0}; }
static Rgb amber() { return {255, 110, 0}; }
static Rgb blue() { return {0, 70, 255}; }
static Rgb green() { return {0, 220, 60}; }
static Rgb red() { return {255, 20, 10}; }
static Rgb white() { return {220, 225, 255}; }
static constexpr Millis MINUTE = 60000;

static uint8_t part(uint8_t color, uint8_t level) {
  return static_cast<uint8_t>((color * (level + 1U)) >> 8);
}

static Rgb scaled(Rgb color, uint8_t level) {
  return {part(color.red, level), part(color.green, level), part(color.blue, level)};
}

/// How far it is within its period, of `whole`.
APART static uint16_t phaseOf(Millis at, uint16_t period, uint16_t whole) {
  return static_cast<uint16_t>(at % period * whole / period);
}

/// 0 to 255 and back within one period: x^2 (3 - 2x), which is close to a cosine.
static uint8_t wave(Millis at, uint16_t period) {
  const uint16_t phase = phaseOf(at, period, 512);
  const uint32_t x = phase < 256 ? phase : 511 - phase;
  return static_cast<uint8_t>((x * x * (765 - 2 * x)) / 65025);
}

/// One bright light with a tail that goes round.
static uint8_t roundLevel(Millis now, uint16_t period, uint8_t index, uint8_t rest) {
  const uint16_t position = phaseOf(now, period, 1280);
  const uint16_t behind = static_cast<uint16_t>((position + 1280 - index * 256U) % 1280);
  const uint16_t part = behind < 768 ? 256 - behind / 3 : behind < 1024 ? 0 : behind - 1024;
  const uint16_t level = static_cast<uint16_t>((static_cast<uint32_t>(part) * part * 255) >> 16);
  return static_cast<uint8_t>(level < rest ? rest : level);
}

/// A steep rise and a soft fall; never quite dark.
static uint8_t flashLevel(Millis now, uint16_t period) {
  const uint16_t at = phaseOf(now, period, 1000);
  const uint32_t rest = 1000UL - at;
  const uint16_t level = static_cast<uint16_t>(at < 80 ? at * 25UL / 2 : rest * rest * 1000 / (920UL * 920));
  return static_cast<uint8_t>(25 + level * 23UL / 100);
}

APART uint32_t ageAt(const State& state, Millis now) {
  const uint32_t age = state.shown.head.age + (now - state.shownAt);
  return age < state.shown.head.age ? 0xffffffffUL : age;
}

APART uint32_t restAt(const State& state, Millis now) {
  const uint32_t shownFor = now - state.shownAt;
  return state.shown.until > shownFor ? state.shown.until - shownFor : 0;
}

/// Blue goes round faster the longer the head waits, and the more wait behind it.
static uint16_t slidePeriod(const State& state, Millis now) {
  const uint32_t age = ageAt(state, now);
  const uint16_t period = age >= 30 * MINUTE ? 700 : age >= 10 * MINUTE ? 1000 : age >= 2 * MINUTE ? 1400 : 2000;
  const uint16_t queue = state.shown.queueLength;
  const uint8_t percent = queue >= 6 ? 50 : queue >= 3 ? 70 : queue >= 2 ? 85 : 100;
  return static_cast<uint16_t>(static_cast<uint32_t>(period) * percent / 100);
}

/// Green flashes slower as the end comes.
static uint16_t restPeriod(const State& state, Millis now) {
  if (!state.shown.hasUntil) return 900;
  const uint32_t rest = restAt(state, now);
  return rest >= 30 * MINUTE   ? 900
         : rest >= 10 * MINUTE ? 1300
         : rest >= 3 * MINUTE  ? 2000
         : rest >= MINUTE      ? 3000
                               : 4500;
}

static Millis lengthOf(Flash flash) {
  return flash == Flash::found ? 1200 : flash == Flash::back ? 350 : flash == Flash::refused ? 600 : flash == Flash::test ? 3000 : 200;
}

Pattern patternAt(const State& state, Millis now) {
  const bool isFlashing = state.flash != Flash::none && now - state.flashFrom < lengthOf(state.flash);
  if (isFlashing && state.flash == Flash::refused) return Pattern::refused;
  if (isFlashing && state.flash == Flash::ignored) return Pattern::ignored;
  if (state.hasPending && now - state.pending.pressedAt < PRESS_FLASH) return Pattern::pressing;
  if (!state.hasShown) return Pattern::seeking;
  if (!isSure(state)) return Pattern::unknown;
  if (state.hasPending) return Pattern::pressing;
  if (isFlashing) return state.flash == Flash::found ? Pattern::found : state.flash == Flash::test ? Pattern::test : Pattern::back;
  if (state.shown.mode == Mode::released) return Pattern::released;
  if (state.shown.mode == Mode::blocked) return Pattern::blocked;
  return state.shown.hasHead ? Pattern::locked : Pattern::idle;
}

static Rgb colorOf(Action action) {
  return action == Action::release ? green() : action == Action::block ? red() : blue();
}

/// The lights fill up with blue while the big button is held on its way to default.
static bool isFilled(const State& state, uint8_t index, Millis now) {
  const Hold& hold = state.holds[static_cast<uint8_t>(Button::unlock)];
  if (!hold.isDown || hold.hasActed) return false;
  const Millis held = now - hold.downAt;
  return held >= 300 && (held - 300) / ((DEFAULT_FROM - 300) / LIGHTS) >= index;
}

/// Each light in each of its three colours, one after another.
static Rgb tried(uint16_t since, uint8_t index) {
  const uint8_t turn = static_cast<uint8_t>(since / 200);
  if (turn % LIGHTS != index) return off();
  return turn < LIGHTS ? red() : turn < 2 * LIGHTS ? green() : blue();
}

Rgb lightAt(const State& state, Pattern pattern, uint8_t index, Millis now) {
  const Millis since = now - state.flashFrom;
  if (pattern != Pattern::refused && pattern != Pattern::ignored && isFilled(state, index, now)) return blue();
  switch (pattern) {
    case Pattern::seeking:
      return scaled(white(), static_cast<uint8_t>(10 + wave(now, 2600) * 3U / 5));
    case Pattern::found:
      return scaled(green(), wave(since, 1200));
    case Pattern::unknown:
      return amber();
    case Pattern::idle:
      // Dark would mean: no power.
      return index == 0 ? scaled(blue(), static_cast<uint8_t>(13 + wave(now, 6000) / 10)) : off();
    case Pattern::locked:
      return scaled(blue(), roundLevel(now, slidePeriod(state, now), index, 13));
    case Pattern::released:
      return scaled(green(), flashLevel(now, restPeriod(state, now)));
    case Pattern::blocked:
      return scaled(red(), roundLevel(now, 1100, index, 31));
    case Pattern::back:
      return blue();
    case Pattern::pressing:
      return colorOf(state.pending.action);
    case Pattern::refused:
      return since % 300 < 150 ? red() : off();
    case Pattern::ignored:
      return red();
    case Pattern::test:
      return tried(static_cast<uint16_t>(since), index);
  }
  return off();
}

}  // namespace boss
