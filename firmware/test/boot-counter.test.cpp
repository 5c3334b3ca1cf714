#include "../core/boot-counter.h"

#include "check.h"
#include "memory-eeprom.h"

using namespace boss;

TEST("boots are counted from one and never come twice") {
  MemoryEeprom eeprom;
  resetBoot(eeprom);
  for (uint32_t boot = 1; boot < 300; ++boot) CHECK(nextBoot(eeprom) == boot);
}

TEST("an EEPROM that was never written has no boot counter") {
  MemoryEeprom eeprom;
  CHECK(nextBoot(eeprom) == 0);
}

TEST("two spoiled slots are no counter, one is not missed") {
  MemoryEeprom eeprom;
  resetBoot(eeprom);
  for (uint8_t boot = 1; boot < 8; ++boot) nextBoot(eeprom);
  eeprom.bytes[2] ^= 0x10;
  const uint32_t next = nextBoot(eeprom);
  CHECK(next > 7);
  eeprom.bytes[2] ^= 0x10;
  eeprom.bytes[BOOT_SLOT + 3] ^= 1;
  CHECK(nextBoot(eeprom) == 0);
}

TEST("a power cut at any byte leaves a gadget that comes back with a number it never had") {
  for (uint8_t before = 0; before < 20; ++before) {
    for (uint8_t writes = 0; writes < BOOT_SLOT; ++writes) {
      for (uint16_t garbage = 0; garbage < 256; ++garbage) {
        MemoryEeprom eeprom;
        resetBoot(eeprom);
        uint32_t last = 0;
        for (uint8_t boot = 0; boot < before; ++boot) last = nextBoot(eeprom);
        eeprom.writesLeft = writes;
        eeprom.garbage = static_cast<uint8_t>(garbage);
        try {
          nextBoot(eeprom);
        } catch (const PowerCut&) {
        }
        eeprom.writesLeft = ~0UL;
        const uint32_t next = nextBoot(eeprom);
        CHECK(next > last);
        CHECK(next <= last + 3);
      }
    }
  }
}

TEST("a counter that is used up starts nothing") {
  MemoryEeprom eeprom;
  resetBoot(eeprom);
  // Both slots at 2^32 - 3, with their checksum.
  uint16_t crc = 0xffff;
  const uint8_t bytes[4] = {0xfd, 0xff, 0xff, 0xff};
  for (const uint8_t byte : bytes) crc = crcWith(crc, byte);
  for (uint8_t slot = 0; slot < 2; ++slot) {
    for (uint8_t at = 0; at < 4; ++at) eeprom.bytes[slot * BOOT_SLOT + at] = bytes[at];
    eeprom.bytes[slot * BOOT_SLOT + 4] = static_cast<uint8_t>(crc);
    eeprom.bytes[slot * BOOT_SLOT + 5] = static_cast<uint8_t>(crc >> 8);
  }
  CHECK(nextBoot(eeprom) == 0);
}
