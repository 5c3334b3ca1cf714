// The USB serial, 38,400 baud: provisioning and one line at the start.
#pragma once
#include "../core/sink.h"

namespace boss {

void startUsb();
/// The next letter that came; false where there is none.
bool takeUsb(char& letter);

class Usb : public Sink {
 public:
  void put(char letter) override;
};

}  // namespace boss
