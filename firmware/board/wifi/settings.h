// The access point, in the EEPROM behind what every board is told.
#pragma once
#include "../../core/settings.h"

namespace boss {
namespace espat {

/// IEEE 802.11, 9.4.2.2; a passphrase of WPA has 63 letters at most, a key in hex 64.
constexpr uint8_t LONGEST_SSID = 32, LONGEST_PASSWORD = 64;
constexpr uint16_t SSID_AT = MORE_AT;
constexpr uint16_t PASSWORD_AT = SSID_AT + LONGEST_SSID + 1;

}  // namespace espat
}  // namespace boss
