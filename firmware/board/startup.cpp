#include <avr/io.h>
#include <avr/wdt.h>

// What the compiler calls where a function without a body is called.
extern "C" void __cxa_pure_virtual() {
  for (;;) {
  }
}

// The watchdog stays on over its reset, with its shortest time (ATmega328P datasheet, 11.9.2).
extern "C" void stopWatchdog() __attribute__((naked, used, section(".init3")));
extern "C" void stopWatchdog() {
  MCUSR = 0;
  wdt_disable();
}
