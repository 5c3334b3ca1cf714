// What carries TCP: an ESP-AT modem on the UART.
#pragma once
#include "console.h"
#include "modem.h"

namespace boss {
namespace transport = espat;
}  // namespace boss
