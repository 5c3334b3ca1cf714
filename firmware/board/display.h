// An SSD1306 of 128 by 64 dots over I2C, written row by row: there is no room for a picture of it in RAM.
#pragma once
#include "../core/screen.h"

namespace boss {

/// False where there is none; the gadget runs without it.
bool startDisplay();
/// Draws a row if it shows something else than before; whether it had to.
bool drawRow(uint8_t index, const Row& row);

}  // namespace boss
