// Whether a board works: what it says of itself, then its lights, piezo, display and buttons until the power goes.
#pragma once
#include "../core/flash.h"

namespace boss {

/// How long all buttons have to be down from the start to ask for it: more than a switch bounces.
constexpr uint8_t ASKED_AFTER = 50;

/// Says a line on the USB serial.
void sayTested(FlashText what, FlashText result);
void sayTested(FlashText what, bool isGood);

/// Reads the boot counter and asks display and network chip, writes nothing that is kept and calls nobody. Then lights,
/// piezo and display take turns, and buttons say which they are. The clock has to run.
[[noreturn]] void runSelfTest();

}  // namespace boss
