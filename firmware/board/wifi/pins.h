// What a board with a modem has otherwise than one with a shield.
#pragma once
#include "../pins.h"

// There is no shield to select: D10 switches the modem on.
#define PIN_MODEM_ON PIN_NETWORK_SELECT
