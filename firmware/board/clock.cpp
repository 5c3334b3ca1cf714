#include "clock.h"

#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <util/atomic.h>

#include "../core/apart.h"
#include "pins.h"

namespace boss {

static volatile Millis now = 0;
static Debouncer debouncer;
static volatile Rgb lights[LIGHTS];

static constexpr uint8_t EVENTS = 4;
static volatile ButtonEvent events[EVENTS];
static volatile uint8_t firstEvent = 0;
static volatile uint8_t nextEvent = 0;

static void selectLight(uint8_t index) {
  PORTB = static_cast<uint8_t>((PORTB & ~_BV(PIN_LIGHT_0)) | (index == 0 ? _BV(PIN_LIGHT_0) : 0));
  constexpr uint8_t others = _BV(PIN_LIGHT_1) | _BV(PIN_LIGHT_2) | _BV(PIN_LIGHT_3) | _BV(PIN_LIGHT_4);
  PORTC = static_cast<uint8_t>((PORTC & ~others) | (index > 0 ? _BV(PIN_LIGHT_1) << (index - 1) : 0));
}

static void noteButtons(uint8_t changed) {
  for (uint8_t at = 0, bit = 1; at < BUTTONS; ++at, bit <<= 1) {
    if ((changed & bit) == 0) continue;
    const uint8_t next = (nextEvent + 1) % EVENTS;
    // Four changes within one turn of the main loop are no finger's.
    if (next == firstEvent) return;
    volatile ButtonEvent& event = events[nextEvent];
    event.button = static_cast<Button>(at);
    event.isDown = (debouncer.levels() & bit) != 0;
    event.at = now;
    nextEvent = next;
  }
}

// Timers 0 and 2 run together in fast PWM, 64 cycles a step: one light a turn, and the compare registers, which the
// timer takes over at its next overflow, are those of the light after it. The outputs are inverted: only so is a level
// of 0 dark (ATmega328P datasheet, 15.7.3).
static uint8_t compareOf(uint8_t level) {
  // Never 0, which avr8js takes for never: 255 shines like 254.
  return static_cast<uint8_t>(255 - level + (level >> 7));
}

ISR(TIMER0_OVF_vect) {
  static uint8_t fraction = 0;
  static uint8_t light = 0;

  selectLight(light);
  light = light + 1 == LIGHTS ? 0 : light + 1;
  OCR2B = compareOf(lights[light].red);
  OCR0B = compareOf(lights[light].green);
  OCR0A = compareOf(lights[light].blue);

  // 1.024 ms: 3/125 more than one.
  uint8_t passed = 1;
  fraction += 3;
  if (fraction >= 125) {
    fraction -= 125;
    passed = 2;
  }
  now += passed;

  const uint8_t down = static_cast<uint8_t>(((PIND & _BV(PIN_BUTTON_UNLOCK)) == 0 ? 1 : 0) |
                                            ((PIND & _BV(PIN_BUTTON_RELEASE)) == 0 ? 2 : 0) |
                                            ((PINB & _BV(PIN_BUTTON_BLOCK)) == 0 ? 4 : 0));
  const uint8_t changed = debouncer.sample(down);
  if (changed != 0) noteButtons(changed);
}

ISR(TIMER1_COMPA_vect) {
  PIND = _BV(PIN_PIEZO);
}

void startClock() {
  PORTD |= _BV(PIN_BUTTON_UNLOCK) | _BV(PIN_BUTTON_RELEASE) | _BV(PIN_PIEZO);
  PORTB |= _BV(PIN_BUTTON_BLOCK);
  DDRD |= _BV(PIN_RED) | _BV(PIN_GREEN) | _BV(PIN_BLUE) | _BV(PIN_PIEZO);
  DDRB |= _BV(PIN_LIGHT_0);
  DDRC |= _BV(PIN_LIGHT_1) | _BV(PIN_LIGHT_2) | _BV(PIN_LIGHT_3) | _BV(PIN_LIGHT_4);
  GTCCR = _BV(TSM) | _BV(PSRASY) | _BV(PSRSYNC);
  OCR0A = OCR0B = OCR2B = 255;
  TCCR0A = _BV(COM0A1) | _BV(COM0A0) | _BV(COM0B1) | _BV(COM0B0) | _BV(WGM01) | _BV(WGM00);
  TCCR0B = _BV(CS01) | _BV(CS00);
  TCCR2A = _BV(COM2B1) | _BV(COM2B0) | _BV(WGM21) | _BV(WGM20);
  TCCR2B = _BV(CS22);
  TCNT0 = TCNT2 = 0;
  TIMSK0 = _BV(TOIE0);
  // Timer 1 counts to 52 at 250 kHz: 4,808 turns of the piezo's pin a second, 2.4 kHz.
  TCCR1A = 0;
  OCR1A = 51;
  GTCCR = 0;
}

Millis millisNow() {
  Millis at;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) at = now;
  return at;
}

bool takeButtonEvent(ButtonEvent& event) {
  if (firstEvent == nextEvent) return false;
  const volatile ButtonEvent& first = events[firstEvent];
  event.button = first.button;
  event.isDown = first.isDown;
  event.at = first.at;
  firstEvent = (firstEvent + 1) % EVENTS;
  return true;
}

uint8_t buttonLevels() {
  return debouncer.levels();
}

void setLight(uint8_t index, Rgb color) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    lights[index].red = color.red;
    lights[index].green = color.green;
    lights[index].blue = color.blue;
  }
}

APART void rest() {
  wdt_reset();
  sleep_mode();
}

void setSiren(bool isOn) {
  TCCR1B = isOn ? _BV(WGM12) | _BV(CS11) | _BV(CS10) : 0;
  TIMSK1 = isOn ? _BV(OCIE1A) : 0;
  // High between tones: low would select the SD card.
  if (!isOn) PORTD |= _BV(PIN_PIEZO);
}

}  // namespace boss
