#include "w5500.h"

#include "../../core/apart.h"
#include "../pins.h"

namespace boss {
namespace w5500 {

// Common registers, 3.1 and 4.1
static constexpr uint16_t MR = 0x00, GAR = 0x01, SUBR = 0x05, SHAR = 0x09, SIPR = 0x0f, RTR = 0x19, RCR = 0x1b,
                          PHYCFGR = 0x2e, VERSIONR = 0x39;
// Socket registers, 3.2 and 4.2
static constexpr uint16_t SN_MR = 0x00, SN_CR = 0x01, SN_SR = 0x03, SN_PORT = 0x04, SN_DHAR = 0x06, SN_DIPR = 0x0c, SN_DPORT = 0x10,
                          SN_TX_WR = 0x24, SN_RX_RSR = 0x26, SN_RX_RD = 0x28;
enum Command : uint8_t { OPEN = 0x01, LISTEN_NOW = 0x02, CONNECT = 0x04, DISCON = 0x08, CLOSE = 0x10, SEND = 0x20, SEND_MAC = 0x21, RECV = 0x40 };
/// Sn_MR, 4.2
enum Protocol : uint8_t { TCP = 0x01, DATAGRAMS = 0x02 };

/// The only group that is ever sent to is 224.0.0.251.
static constexpr uint8_t MDNS_NET = 224;

// Block select bits, 2.2.2
static constexpr uint8_t COMMON = 0;
static uint8_t registersOf(uint8_t socket) {
  return static_cast<uint8_t>(socket * 4 + 1);
}
static uint8_t transmitOf(uint8_t socket) {
  return static_cast<uint8_t>(socket * 4 + 2);
}
static uint8_t receiveOf(uint8_t socket) {
  return static_cast<uint8_t>(socket * 4 + 3);
}

static uint8_t exchange(uint8_t byte) {
  SPDR = byte;
  while ((SPSR & _BV(SPIF)) == 0) {
  }
  return SPDR;
}

/// The address and control phase of a frame in variable length mode, 2.2 and 2.3.
static void begin(uint16_t at, uint8_t block, bool isWrite) {
  PORTB &= ~_BV(PIN_NETWORK_SELECT);
  exchange(static_cast<uint8_t>(at >> 8));
  exchange(static_cast<uint8_t>(at));
  exchange(static_cast<uint8_t>(block << 3 | (isWrite ? 4 : 0)));
}

static void end() {
  PORTB |= _BV(PIN_NETWORK_SELECT);
}

static void write(uint16_t at, uint8_t block, const uint8_t* bytes, uint8_t count) {
  begin(at, block, true);
  while (count-- > 0) exchange(*bytes++);
  end();
}

APART static void write8(uint16_t at, uint8_t block, uint8_t byte) {
  write(at, block, &byte, 1);
}

static void write16(uint16_t at, uint8_t block, uint16_t word) {
  const uint8_t bytes[2] = {static_cast<uint8_t>(word >> 8), static_cast<uint8_t>(word)};
  write(at, block, bytes, 2);
}

static void read(uint16_t at, uint8_t block, uint8_t* bytes, uint8_t count) {
  begin(at, block, false);
  while (count-- > 0) *bytes++ = exchange(0);
  end();
}

static uint8_t read8(uint16_t at, uint8_t block) {
  uint8_t byte;
  read(at, block, &byte, 1);
  return byte;
}

static uint16_t read16(uint16_t at, uint8_t block) {
  uint8_t bytes[2];
  read(at, block, bytes, 2);
  return static_cast<uint16_t>(bytes[0] << 8 | bytes[1]);
}

/// Sn_CR is cleared once the command is taken, 4.2; a chip that never does is not waited for.
static void command(uint8_t socket, Command what) {
  write8(SN_CR, registersOf(socket), what);
  for (uint8_t tries = 0; tries < 200 && read8(SN_CR, registersOf(socket)) != 0; ++tries) {
  }
}

void setAddresses(const Network& network) {
  for (uint8_t socket = 0; socket < SOCKETS; ++socket) close(socket);
  write(GAR, COMMON, network.gateway.bytes, 4);
  write(SUBR, COMMON, network.mask.bytes, 4);
  write(SIPR, COMMON, network.ip.bytes, 4);
}

bool start(const Network& network) {
  PORTB |= _BV(PIN_NETWORK_SELECT);
  DDRB |= _BV(PIN_NETWORK_SELECT) | _BV(PIN_SPI_OUT) | _BV(PIN_SPI_CLOCK);
  SPCR = _BV(SPE) | _BV(MSTR);
  SPSR = _BV(SPI2X);
  write8(MR, COMMON, 0x80);
  for (uint8_t tries = 0; tries < 200 && (read8(MR, COMMON) & 0x80) != 0; ++tries) {
  }
  if (read8(VERSIONR, COMMON) != 0x04) return false;
  write(SHAR, COMMON, network.hardware, 6);
  setAddresses(network);
  // 100 ms, four times: a server that is gone is not waited for as long as the chip would.
  write16(RTR, COMMON, 1000);
  write8(RCR, COMMON, 4);
  return true;
}

FlashText name() {
  return FLASH("w5500");
}

APART bool answers() {
  return start(Network());
}

bool isLinkUp() {
  return (read8(PHYCFGR, COMMON) & 1) != 0;
}

Status statusOf(uint8_t socket) {
  return static_cast<Status>(read8(SN_SR, registersOf(socket)));
}

static void open(uint8_t socket, uint16_t port, Protocol protocol) {
  const uint8_t block = registersOf(socket);
  command(socket, CLOSE);
  write8(SN_MR, block, protocol);
  write16(SN_PORT, block, port);
  command(socket, OPEN);
}

void listen(uint8_t socket, uint16_t port) {
  open(socket, port, TCP);
  command(socket, LISTEN_NOW);
}

static void aim(uint8_t socket, const Address& to, uint16_t port) {
  write(SN_DIPR, registersOf(socket), to.bytes, 4);
  write16(SN_DPORT, registersOf(socket), port);
}

void connect(uint8_t socket, uint16_t from, const Address& to, uint16_t port) {
  open(socket, from, TCP);
  aim(socket, to, port);
  command(socket, CONNECT);
}

void disconnect(uint8_t socket) {
  command(socket, DISCON);
}

void close(uint8_t socket) {
  command(socket, CLOSE);
}

uint8_t receive(uint8_t socket, uint8_t* bytes, uint8_t most) {
  const uint8_t block = registersOf(socket);
  // A 16-bit register may change between its two bytes: read until it says the same twice, 4.2 (Sn_RX_RSR).
  uint16_t size = read16(SN_RX_RSR, block);
  for (uint8_t tries = 0; tries < 8; ++tries) {
    const uint16_t again = read16(SN_RX_RSR, block);
    if (again == size) break;
    size = again;
  }
  const uint8_t count = size < most ? static_cast<uint8_t>(size) : most;
  if (count == 0) return 0;
  const uint16_t from = read16(SN_RX_RD, block);
  read(from, receiveOf(socket), bytes, count);
  write16(SN_RX_RD, block, static_cast<uint16_t>(from + count));
  command(socket, RECV);
  return count;
}

void openForDatagrams(uint8_t socket, uint16_t port) {
  open(socket, port, DATAGRAMS);
}

bool nextDatagram(uint8_t socket, Datagram& in) {
  // Its source's address and port, and its length (WIZnet's guide to UDP).
  uint8_t head[8];
  if (statusOf(socket) != UDP || receive(socket, head, sizeof head) < sizeof head) return false;
  const uint16_t from = read16(SN_RX_RD, registersOf(socket));
  in.left = static_cast<uint16_t>(head[6] << 8 | head[7]);
  in.end = from + in.left;
  begin(from, receiveOf(socket), false);
  return true;
}

void drop(uint8_t socket, const Datagram& in) {
  end();
  write16(SN_RX_RD, registersOf(socket), in.end);
  command(socket, RECV);
}

Transmission::Transmission(uint8_t socket, uint16_t) : socket_(socket), at_(read16(SN_TX_WR, registersOf(socket))) {
  begin(at_, transmitOf(socket), true);
}

void Transmission::take(char letter) {
  exchange(static_cast<uint8_t>(letter));
  ++at_;
}

void Transmission::send() {
  end();
  write16(SN_TX_WR, registersOf(socket_), at_);
  command(socket_, SEND);
}

void Transmission::sendTo(const Address& to, uint16_t port) {
  end();
  const uint8_t block = registersOf(socket_);
  aim(socket_, to, port);
  write16(SN_TX_WR, block, at_);
  if (to.bytes[0] != MDNS_NET) return command(socket_, SEND);
  // The chip would ask for a group by ARP. Its hardware address follows from its own: 01:00:5e:00:00:fb (RFC 1112, 6.4).
  write16(SN_DHAR, block, 0x0100);
  write16(SN_DHAR + 2, block, 0x5e00);
  write16(SN_DHAR + 4, block, 0x00fb);
  command(socket_, SEND_MAC);
}

}  // namespace w5500

uint8_t Datagram::next() {
  if (left == 0) return 0;
  --left;
  return w5500::exchange(0);
}

}  // namespace boss
