// Which pin does what on an Arduino UNO with a W5500 shield. Free are none: D0 and D1 are the USB serial.
#pragma once
#include <avr/io.h>

// Buttons to ground, with the pull-ups inside.
#define PIN_BUTTON_UNLOCK PD2   // D2
#define PIN_BUTTON_RELEASE PD7  // D7
#define PIN_BUTTON_BLOCK PB0    // D8

// One driver for the three colours of all lights; PWM of timers 2, 0 and 0.
#define PIN_RED PD3    // D3, OC2B
#define PIN_GREEN PD5  // D5, OC0B
#define PIN_BLUE PD6   // D6, OC0A

// High lets one light through.
#define PIN_LIGHT_0 PB1  // D9
#define PIN_LIGHT_1 PC0  // A0
#define PIN_LIGHT_2 PC1  // A1
#define PIN_LIGHT_3 PC2  // A2
#define PIN_LIGHT_4 PC3  // A3

// The shield's SD card is selected with D4: no card may be in it, and the piezo sits there.
#define PIN_PIEZO PD4  // D4

// A4 and A5 are the display's I2C; D11 to D13 the shield's SPI.
#define PIN_NETWORK_SELECT PB2  // D10
#define PIN_SPI_OUT PB3
#define PIN_SPI_CLOCK PB5
