#include "usb.h"

#include <avr/interrupt.h>
#include <avr/io.h>

#include "transport.h"

namespace boss {

static constexpr uint8_t SIZE = transport::SERIAL_RING;
static volatile char arrived[SIZE];
static volatile uint8_t firstArrived = 0;
static volatile uint8_t nextArrived = 0;

ISR(USART_RX_vect) {
  const char letter = static_cast<char>(UDR0);
  const uint8_t next = (nextArrived + 1) % SIZE;
  if (next == firstArrived) return;
  arrived[nextArrived] = letter;
  nextArrived = next;
}

void startUsb() {
  UCSR0A = _BV(U2X0);
  UBRR0 = USB_BAUD;
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
}

bool hasUsb() {
  return firstArrived != nextArrived;
}

bool takeUsb(char& letter) {
  if (!hasUsb()) return false;
  letter = arrived[firstArrived];
  firstArrived = (firstArrived + 1) % SIZE;
  return true;
}

void serveUsb(Provisioner& provisioner) {
  Usb usb;
  char letter;
  while (takeUsb(letter)) {
    provisioner.take(letter, usb);
    if (!provisioner.isSealed()) continue;
    // By the watchdog.
    for (;;) {
    }
  }
}

void Usb::take(char letter) {
  while ((UCSR0A & _BV(UDRE0)) == 0) {
  }
  UDR0 = static_cast<uint8_t>(letter);
}

}  // namespace boss
