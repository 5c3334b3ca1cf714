#pragma once
#include "state.h"

namespace boss {

/// When a button that is down will act by itself.
Millis actsAfter(Button button);
void buttonDown(State& state, Button button, Millis now);
/// What the button did; false where it was not down.
bool buttonUp(State& state, Button button, Millis now, Deed& deed);
/// Lets every button act that has been held long enough.
void actHeld(State& state, Millis now);

/// Three switches that bounce, sampled every millisecond: a level counts once it has lasted SETTLED samples.
class Debouncer {
 public:
  static constexpr uint8_t SETTLED = 15;
  /// `levels` has a bit for each button that is down; the answer a bit for each that has just changed.
  uint8_t sample(uint8_t levels);
  uint8_t levels() const { return levels_; }

 private:
  uint8_t levels_ = 0;
  uint8_t counts_[BUTTONS] = {0, 0, 0};
};

}  // namespace boss
