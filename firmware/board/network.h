// Four sockets that the server calls, and one that calls the server.
#pragma once
#include "../core/state.h"
#include "transport.h"

namespace boss {

constexpr uint8_t LISTENERS = 4;
constexpr uint8_t CALLER = LISTENERS;

/// A step, whose output is not needed.
void put(State& state, Input::Type type, Millis now, ServerPath path = ServerPath::none, uint16_t outcome = 0);

/// Takes requests, one at a time; the others wait in the chip.
class Listener {
 public:
  void serve(State& state, const Network& network, Millis now);

 private:
  static constexpr uint8_t NOBODY = 0xff;

  void look(uint8_t socket, const State& state, const Network& network, Millis now);
  void read(State& state, Millis now);
  void answer(const State& state, uint16_t status, bool isState);
  bool hasOthers() const;

  uint8_t reading_ = NOBODY;
  uint8_t waiting_ = 0;
  uint8_t connected_ = 0;
  uint8_t next_ = 0;
  // The lower half of the time is enough: nothing here lasts a minute.
  uint16_t readingSince_ = 0;
  uint16_t since_[LISTENERS] = {};
  RequestReader reader_;
};

/// Sends what is due, one message at a time.
class Caller {
 public:
  void serve(State& state, const Network& network, Millis now);

 private:
  enum class Does : uint8_t { nothing, connects, waits, ends };

  void send(State& state, const Network& network, Millis now);
  void readStatus(State& state, Millis now);
  void finish(State& state, uint16_t outcome, Millis now);

  Does does_ = Does::nothing;
  ServerPath path_ = ServerPath::none;
  uint16_t port_ = 0;
  uint16_t since_ = 0;
  StatusReader status_;
};

}  // namespace boss
