#include "network.h"

#include "../core/messages.h"
#include "clock.h"

namespace boss {

/// A connection that says nothing, or does not end, for that long.
static constexpr uint16_t SILENT_FOR = 1500;
static constexpr uint16_t CALL_FOR = 1500;
static constexpr uint16_t ENDING_FOR = 200;
/// Ports from 49152 are nobody's (RFC 6335, 6).
static constexpr uint16_t FIRST_PORT = 49152;

/// What the last step gave; it is read right after, and too large for the stack.
static Output output;

void put(State& state, Input::Type type, Millis now, ServerPath path, uint16_t outcome) {
  Input input = {};
  input.type = type;
  input.path = path;
  input.outcome = outcome;
  step(state, input, now, output);
}

static uint16_t passed(uint16_t since, Millis now) {
  return static_cast<uint16_t>(now) - since;
}

bool Listener::hasOthers() const {
  return (waiting_ & ~(1 << reading_)) != 0;
}

void Listener::look(uint8_t socket, const State& state, const Network& network, Millis now) {
  const uint8_t bit = static_cast<uint8_t>(1 << socket);
  const bool wasConnected = (connected_ & bit) != 0;
  const transport::Status status = transport::statusOf(socket);
  const bool isConnected = status == transport::ESTABLISHED || status == transport::CLOSE_WAIT;
  if (isConnected != wasConnected || status == transport::LISTEN) since_[socket] = static_cast<uint16_t>(now);
  connected_ = static_cast<uint8_t>(isConnected ? connected_ | bit : connected_ & ~bit);
  if (!isConnected) {
    waiting_ &= static_cast<uint8_t>(~bit);
    if (reading_ == socket) reading_ = NOBODY;
    if (status == transport::CLOSED) return transport::listen(socket, network.port);
    if (status != transport::LISTEN && passed(since_[socket], now) >= SILENT_FOR) transport::close(socket);
    return;
  }
  if (reading_ == socket) return;
  if (passed(since_[socket], now) >= SILENT_FOR && (waiting_ & bit) == 0) return transport::close(socket);
  // Whoever asks for the reader first has it; the rest is looked at again when it is free.
  waiting_ |= bit;
  if (reading_ != NOBODY || next_ != socket) return;
  reading_ = socket;
  readingSince_ = static_cast<uint16_t>(now);
  reader_.start(state.self.id, state.self.gate);
}

void Listener::answer(const State& state, uint16_t status, bool isState) {
  Counter length;
  if (transport::NEEDS_LENGTH) writeAnswer(length, state, status, isState);
  transport::Transmission out(reading_, length.count);
  writeAnswer(out, state, status, isState);
  out.send();
  transport::disconnect(reading_);
  waiting_ &= static_cast<uint8_t>(~(1 << reading_));
  reading_ = NOBODY;
}

void Listener::read(State& state, Millis now) {
  uint8_t bytes[16];
  for (uint8_t turn = 0; turn < 32; ++turn) {
    const uint8_t count = transport::receive(reading_, bytes, sizeof bytes);
    if (count == 0) break;
    for (uint8_t at = 0; at < count; ++at) {
      uint16_t status = reader_.take(bytes[at]);
      if (status == 0) continue;
      const bool isState = status == 200 && reader_.request().route == Route::state;
      if (status == 200 && !isState) {
        Input input = {};
        input.type = Input::Type::arrived;
        input.message = &reader_;
        step(state, input, now, output);
        status = output.status;
      }
      return answer(state, status, isState);
    }
  }
  const bool isGone = transport::statusOf(reading_) == transport::CLOSE_WAIT;
  if (!isGone && passed(readingSince_, now) < (hasOthers() ? transport::SHARED_REQUEST_FOR : transport::REQUEST_FOR)) return;
  transport::close(reading_);
  waiting_ &= static_cast<uint8_t>(~(1 << reading_));
  reading_ = NOBODY;
}

void Listener::serve(State& state, const Network& network, Millis now) {
  if (reading_ == NOBODY) next_ = static_cast<uint8_t>((next_ + 1) % LISTENERS);
  for (uint8_t socket = 0; socket < LISTENERS; ++socket) look(socket, state, network, now);
  if (reading_ != NOBODY) read(state, now);
}

void Caller::finish(State& state, uint16_t outcome, Millis now) {
  put(state, Input::Type::posted, now, path_, outcome);
  transport::disconnect(CALLER);
  does_ = Does::ends;
  since_ = static_cast<uint16_t>(now);
}

void Caller::send(State& state, const Network& network, Millis now) {
  put(state, Input::Type::line, now);
  path_ = output.post.path;
  since_ = static_cast<uint16_t>(now);
  does_ = Does::waits;
  status_.start();
  if (path_ == ServerPath::none) {
    transport::disconnect(CALLER);
    does_ = Does::ends;
    return;
  }
  Letters host;
  writeAddress(host, network.server);
  host.put(':');
  writeDecimal(host, network.serverPort);
  Counter length;
  if (transport::NEEDS_LENGTH) writeRequest(length, state, output.post, host.text);
  transport::Transmission out(CALLER, length.count);
  writeRequest(out, state, output.post, host.text);
  out.send();
}

void Caller::readStatus(State& state, Millis now) {
  const transport::Status before = transport::statusOf(CALLER);
  uint8_t bytes[16];
  const uint8_t count = transport::receive(CALLER, bytes, sizeof bytes);
  for (uint8_t at = 0; at < count; ++at) {
    const uint16_t status = status_.take(bytes[at]);
    if (status > 0) return finish(state, status < 100 ? Input::FAILED : status, now);
  }
  if (count > 0) return;
  if (before == transport::CLOSED || before == transport::CLOSE_WAIT) return finish(state, Input::RESET, now);
  if (passed(since_, now) < CALL_FOR) return;
  transport::close(CALLER);
  finish(state, Input::FAILED, now);
}

void Caller::serve(State& state, const Network& network, Millis now) {
  switch (does_) {
    case Does::nothing:
      if (!wantsLine(state, now)) return;
      if (!transport::isLinkUp()) return put(state, Input::Type::noLine, now);
      port_ = port_ < FIRST_PORT || port_ == 0xffff
                  ? static_cast<uint16_t>(FIRST_PORT + (static_cast<uint16_t>(state.self.boot) * 61 & 0x3fff))
                  : static_cast<uint16_t>(port_ + 1);
      transport::connect(CALLER, port_, network.server, network.serverPort);
      does_ = Does::connects;
      since_ = static_cast<uint16_t>(now);
      return;
    case Does::connects: {
      const transport::Status status = transport::statusOf(CALLER);
      if (status == transport::ESTABLISHED) return send(state, network, now);
      if (status != transport::CLOSED && passed(since_, now) < CALL_FOR) return;
      transport::close(CALLER);
      does_ = Does::nothing;
      return put(state, Input::Type::noLine, now);
    }
    case Does::waits:
      return readStatus(state, now);
    case Does::ends:
      if (transport::statusOf(CALLER) != transport::CLOSED && passed(since_, now) < ENDING_FOR) return;
      transport::close(CALLER);
      does_ = Does::nothing;
      return;
  }
}

}  // namespace boss
