#include "dhcp.h"

namespace boss {

// RFC 2131, 2: where what lies in a message. Options follow the cookie (3).
static constexpr uint8_t REPLY = 2, IS_ETHERNET = 1, ETHERNET_ADDRESS = 6;
static constexpr uint8_t XID_AT = 4, FLAGS_AT = 10, CIADDR_AT = 12, YIADDR_AT = 16, CHADDR_AT = 28, COOKIE_AT = 236;
/// Some take nothing shorter (RFC 1542, 2.1).
static constexpr uint16_t MESSAGE = 300;
/// The longest wait of those who have no address: 4 s, doubled four times (4.1).
static constexpr uint8_t MOST_TRIES = 4;
static constexpr uint8_t SHORTEST_WAIT = 60;

enum Type : uint8_t { DISCOVER = 1, OFFER = 2, REQUEST = 3, ACK = 5, NAK = 6 };
enum Code : uint8_t { PAD = 0, TYPE = 53, END = 255 };

/// Options that are read (RFC 2132: 3.3, 3.5, 9.6, 9.2, 9.7, 9.11, 9.12), in the order of Reply::Value.
static const uint8_t CODES[] PROGMEM = {1, 3, TYPE, 51, 54, 58, 59};
static constexpr uint8_t READ = sizeof CODES;

/// The cookie and all options that are ever sent; they end after the first two unless an offer is accepted.
static const uint8_t OPTIONS[] PROGMEM = {99, 130, 83, 99, TYPE, 1, DISCOVER, 55, READ, 1, 3, TYPE, 51, 54,
                                          58, 59,  50, 4,  0,    0, 0,        0,  54,   4, 0, 0,    0,  0, END};
static constexpr uint8_t TYPE_AT = 6, FIRST_END_AT = 16, REQUESTED_AT = 18, SERVER_AT = 24;

/// What a server says. What it left out is zero. It begins as Network does.
struct Lease::Reply {
  enum Value : uint8_t { mask, gateway, type, lease, server, renewAfter, rebindAfter, other };

  Address ip;
  Address values[READ + 1];

  /// As many as fit.
  uint16_t secondsOf(Value value) const {
    const uint8_t* bytes = values[value].bytes;
    return (bytes[0] | bytes[1]) != 0 ? 0xffff : static_cast<uint16_t>(bytes[2] << 8 | bytes[3]);
  }
};

static bool isSameAddress(const Address& one, const Address& other) {
  return memcmp(&one, &other, sizeof one) == 0;
}

/// Our hardware address and a number keep it apart from what others ask.
uint8_t Lease::xid(const Network& network, uint8_t at) const {
  return network.hardware[at + 2] ^ number_;
}

bool Lease::read(Datagram& in, const Network& network, Reply& reply) const {
  memset(&reply, 0, sizeof reply);
  uint8_t wrong = in.next() ^ REPLY;
  in.skip(XID_AT - 1);
  for (uint8_t at = 0; at < 4; ++at) wrong |= in.next() ^ xid(network, at);
  in.skip(YIADDR_AT - XID_AT - 4);
  for (uint8_t& byte : reply.ip.bytes) byte = in.next();
  in.skip(COOKIE_AT - YIADDR_AT - 4);
  for (uint8_t at = 0; at < 4; ++at) wrong |= in.next() ^ pgm_read_byte(&OPTIONS[at]);
  while (in.left > 0 && wrong == 0) {
    const uint8_t code = in.next();
    if (code == END) return true;
    if (code == PAD) continue;
    uint8_t index = 0;
    while (index < READ && pgm_read_byte(&CODES[index]) != code) ++index;
    const uint8_t length = in.next();
    for (uint8_t at = 0; at < length; ++at) {
      const uint8_t byte = in.next();
      // Of several routers the first one counts.
      if (at < sizeof(Address)) reply.values[index].bytes[at] = byte;
    }
  }
  return false;
}

void Lease::startOver(Network& network) {
  does_ = Does::selects;
  tries_ = 0;
  left_[due] = 0;
  ++number_;
  memset(&network.ip, 0, sizeof network.ip);
}

void Lease::tick(Network& network) {
  ++asked_;
  for (uint16_t& left : left_)
    if (left > 0) --left;
  if (isHeld() && left_[end] == 0) startOver(network);
  if (does_ == Does::renews && left_[rebind] == 0) doubt();
}

void Lease::doubt() {
  if (!isHeld()) return;
  does_ = Does::rebinds;
  left_[due] = 0;
}

void Lease::act(Network& network) {
  if (does_ == Does::requests && tries_ == MOST_TRIES) startOver(network);
  if (does_ == Does::holds) does_ = Does::renews;
  asked_ = 0;
  uint16_t wait;
  if (isHeld()) {
    // Half of what is left, a minute at least (4.4.5).
    wait = left_[does_ == Does::renews ? rebind : end] / 2;
    if (wait < SHORTEST_WAIT) wait = SHORTEST_WAIT;
  } else {
    // One second less for every other gadget: not all of them at once after a power cut (4.1).
    wait = static_cast<uint8_t>((4 << tries_) - (network.hardware[5] & 1));
    if (tries_ < MOST_TRIES) ++tries_;
  }
  left_[due] = wait;
}

const Address& Lease::to() const {
  static const Address everybody = {{255, 255, 255, 255}};
  return does_ == Does::renews ? server_ : everybody;
}

uint8_t Lease::byteAt(const Network& network, uint16_t at) const {
  if (at >= COOKIE_AT) {
    const uint8_t option = static_cast<uint8_t>(at - COOKIE_AT);
    if (option >= FIRST_END_AT && does_ != Does::requests) return option == FIRST_END_AT ? END : PAD;
    if (option >= sizeof OPTIONS) return PAD;
    if (option == TYPE_AT && does_ != Does::selects) return REQUEST;
    const uint8_t ip = static_cast<uint8_t>(option - REQUESTED_AT), server = static_cast<uint8_t>(option - SERVER_AT);
    if (ip < 4) return network.ip.bytes[ip];
    if (server < 4) return server_.bytes[server];
    return pgm_read_byte(&OPTIONS[option]);
  }
  const uint8_t head = static_cast<uint8_t>(at), id = static_cast<uint8_t>(head - XID_AT),
                own = static_cast<uint8_t>(head - CIADDR_AT), hardware = static_cast<uint8_t>(head - CHADDR_AT);
  if (head < 2) return IS_ETHERNET;
  if (head == 2) return ETHERNET_ADDRESS;
  if (id < 4) return xid(network, id);
  // Without an address of its own the chip hears only what goes to everybody.
  if (head == FLAGS_AT && !isHeld()) return 0x80;
  if (own < 4 && isHeld()) return network.ip.bytes[own];
  return hardware < ETHERNET_ADDRESS ? network.hardware[hardware] : 0;
}

void Lease::write(Sink& sink, const Network& network) const {
  for (uint16_t at = 0; at < MESSAGE; ++at) sink.put(static_cast<char>(byteAt(network, at)));
}

void Lease::take(Datagram& in, Network& network) {
  Reply reply;
  // What nobody has asked for is not heard.
  if (does_ == Does::holds || !read(in, network, reply)) return;
  const bool isOffer = does_ == Does::selects;
  const uint8_t type = reply.values[Reply::type].bytes[0];
  if (!isOffer) {
    // Another server may answer only where all were asked.
    if (does_ != Does::rebinds && !isSameAddress(reply.values[Reply::server], server_)) return;
    if (type == NAK) {
      startOver(network);
      left_[due] = 4;
      return;
    }
  }
  uint16_t lasts = reply.secondsOf(Reply::lease);
  if (type != (isOffer ? OFFER : ACK) || lasts <= asked_) return;
  if (isOffer ? !isHost(reply.ip) : !isSameAddress(reply.ip, network.ip)) return;
  server_ = reply.values[Reply::server];
  // Its address, mask and gateway.
  memcpy(&network, &reply, 3 * sizeof(Address));
  if (isOffer) {
    does_ = Does::requests;
    tries_ = 0;
    left_[due] = 0;
    return;
  }
  does_ = Does::holds;
  // 4.4.5: from when it was asked for; half of it, and seven eighths, unless the server says otherwise.
  lasts -= asked_;
  uint16_t rebinds = reply.secondsOf(Reply::rebindAfter), renews = reply.secondsOf(Reply::renewAfter);
  if (rebinds == 0 || rebinds >= lasts) rebinds = lasts - lasts / 8;
  if (renews == 0 || renews >= rebinds) renews = lasts / 2;
  left_[due] = renews;
  left_[rebind] = rebinds;
  left_[end] = lasts;
}

}  // namespace boss
