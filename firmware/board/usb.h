// The USB serial, 38,400 baud: provisioning and one line at the start.
#pragma once
#include "../core/settings.h"

namespace boss {

/// UBRR with U2X at 16 MHz (ATmega328P datasheet, 19.11): 38,400 baud.
constexpr uint8_t USB_BAUD = 51;

void startUsb();
/// The next letter that came; false where there is none.
bool takeUsb(char& letter);

/// Whether a letter came.
bool hasUsb();
/// Gives the provisioner what came; starts the board anew, with its new settings, once something was sealed.
void serveUsb(Provisioner& provisioner);

class Usb : public Sink {
 public:
  void take(char letter) override;
};

}  // namespace boss
