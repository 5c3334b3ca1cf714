#include "../core/buttons.h"

#include <cstdlib>

#include "check.h"

using namespace boss;

TEST("a switch that bounces for 10 ms goes down once and up once") {
  std::srand(1);
  for (int run = 0; run < 2000; ++run) {
    Debouncer debouncer;
    int changes = 0;
    const auto settle = [&](uint8_t level) {
      for (int ms = 0; ms < 10; ++ms) changes += debouncer.sample(static_cast<uint8_t>(std::rand() & 1)) != 0;
      for (int ms = 0; ms < 40; ++ms) changes += debouncer.sample(level) != 0;
    };
    settle(1);
    CHECK(changes == 1 && debouncer.levels() == 1);
    settle(0);
    CHECK(changes == 2 && debouncer.levels() == 0);
  }
}

TEST("a level that is shorter than a bounce is no press") {
  Debouncer debouncer;
  for (uint8_t length = 1; length < Debouncer::SETTLED; ++length) {
    for (uint8_t ms = 0; ms < length; ++ms) CHECK(debouncer.sample(4) == 0);
    CHECK(debouncer.sample(0) == 0);
  }
}

TEST("each button counts by itself") {
  Debouncer debouncer;
  uint8_t changed = 0;
  for (uint8_t ms = 0; ms < 60; ++ms) changed |= debouncer.sample(static_cast<uint8_t>(1 | (ms & 1 ? 2 : 0) | 4));
  CHECK(changed == 5 && debouncer.levels() == 5);
}
