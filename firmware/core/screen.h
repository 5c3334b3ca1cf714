// What the display shows: eight rows of 21 letters, one at a time, as there is no room for its dots.
#pragma once
#include "lights.h"
#include "settings.h"

namespace boss {

constexpr uint8_t ROWS = 8;
constexpr uint8_t COLUMNS = Letters::MOST;

struct Row {
  enum class Look : uint8_t { small, inverse, upperHalf, lowerHalf } look;
  /// Large letters are twice as wide: only ten are seen.
  Letters letters;
};

/// Gives it the look that a row has, and says whether it is one of the two halves of large letters.
bool isLarge(Row& row, uint8_t index);

/// Row 0 to 7 now. `address` is our own, as it is shown while it looks for its server.
void rowAt(Row& row, const State& state, Pattern pattern, const Address& address, uint8_t index, Millis now);

/// The screen of a gadget that does not run: what is wrong, and what to do.
void rowOfTrouble(Row& row, FlashText what, uint8_t index);

}  // namespace boss
