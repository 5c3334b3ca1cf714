// Milliseconds, buttons and lights: everything that timer 0 does, once in 1.024 ms.
#pragma once
#include "../core/buttons.h"
#include "../core/lights.h"

namespace boss {

void startClock();
Millis millisNow();

struct ButtonEvent {
  Button button;
  bool isDown;
  Millis at;
};
/// The next button that went down or up, in order; false where there is none.
bool takeButtonEvent(ButtonEvent& event);
/// The buttons that are down, a bit for each, without their bounce.
uint8_t buttonLevels();
constexpr uint8_t ALL_BUTTONS = (1 << BUTTONS) - 1;

/// What a light shows from its next turn on.
void setLight(uint8_t index, Rgb color);

/// Sleeps until the next interrupt. The watchdog starts the board anew once it has not been fed for 2 s.
void rest();

/// A tone until it is called with false.
void setSiren(bool isOn);

}  // namespace boss
