// The conversation with the modem: one command at a time, and what it says of itself meanwhile.
#pragma once
#include "../../core/apart.h"
#include "../../core/at-reader.h"
#include "modem.h"

namespace boss {
namespace espat {

enum class Doing : uint8_t { nothing, plain, fetching, calling, asking, sending, ending };
enum class Answer : uint8_t { none, yes, no };

constexpr uint8_t LINKS = 5, CALLER_LINK = 4;
/// So many bytes are fetched at a time.
constexpr uint8_t CHUNK = 64;
/// How long the modem may take, in milliseconds.
constexpr uint16_t PROMPT_FOR = 250, SHORT_FOR = 2000, LONG_FOR = 20000;

/// The command that is under way, for which link, since when, and how the last one was answered.
extern Doing doing;
extern Answer answered;
extern uint8_t ofLink;
extern uint16_t since, within;
/// Bytes of a connection that follow now, and that followed the last command.
extern uint8_t dataLeft, got;
/// A bit for each link: it is there, has something to be fetched, is to be ended.
extern uint8_t connected, arrived, ending;
/// It has started; it is not what it was set up to be; the call that it made has said nothing yet.
extern bool isReady, isLost, isFresh;
/// Where its own address goes while it is asked for it, else null.
extern Address* place;

uint8_t bitOf(uint8_t link);
uint16_t lowNow();
void forgetLink(uint8_t bit);
/// Takes what it said. Data waits for whoever reads its connection.
void pump();
/// Whether the command under way has taken too long.
bool isLate();
void await(Doing what);

/// The UART, towards the modem.
class Wire : public Sink {
 public:
  void take(char letter) override;
};

void writeNumber(Sink& sink, uint16_t number);
void beginLink(Sink& sink, FlashText what, uint8_t link);
void endCommand(Sink& sink, Doing what, uint16_t atMost);

/// Connections that are over are told so; a modem that was quiet for long is asked whether it is there.
void tidy(uint16_t now);

}  // namespace espat
}  // namespace boss
