// The five lights: what they say and how (the same patterns as apps/gadget/src/core/lights.ts).
#pragma once
#include "state.h"

namespace boss {

constexpr uint8_t LIGHTS = 5;

struct Rgb {
  uint8_t red, green, blue;
};

enum class Pattern : uint8_t {
  seeking, found, unknown, idle, locked, released, blocked, back, pressing, refused, ignored, test,
};

/// How long the head has waited, and how long a release still lasts: milliseconds, at most 2^32 - 1.
uint32_t ageAt(const State& state, Millis now);
uint32_t restAt(const State& state, Millis now);

Pattern patternAt(const State& state, Millis now);
/// One light now.
Rgb lightAt(const State& state, Pattern pattern, uint8_t index, Millis now);

}  // namespace boss
