#include "../core/at-reader.h"

#include <cctype>
#include <cstdlib>
#include <string>
#include <vector>

#include "check.h"

using namespace boss;

/// Everything that is said in these bytes; what follows `data` is left out.
static std::vector<Said> heard(AtReader& reader, const std::string& bytes) {
  std::vector<Said> all;
  for (size_t at = 0; at < bytes.size(); ++at) {
    const Said said = reader.take(static_cast<uint8_t>(bytes[at]));
    if (said == Said::nothing) continue;
    all.push_back(said);
    if (said == Said::data) at += reader.count();
  }
  return all;
}

static std::vector<Said> heard(const std::string& bytes) {
  AtReader reader;
  return heard(reader, bytes);
}

using All = std::vector<Said>;

TEST("what a modem answers is told apart, in the words of both generations of ESP-AT") {
  CHECK(heard("\r\nOK\r\n") == All{Said::ok});
  CHECK(heard("ERROR\r\n") == All{Said::error} && heard("\r\nFAIL\r\n") == All{Said::error});
  CHECK(heard("busy p...\r\n") == All{Said::error} && heard("busy s...\r\n") == All{Said::error});
  CHECK(heard("SEND OK\r\n") == All{Said::sent} && heard("SEND FAIL\r\n") == All{Said::error});
  CHECK(heard("\r\nready\r\n") == All{Said::ready});
  CHECK(heard("WIFI DISCONNECT\r\n") == All{Said::lost});
  CHECK(heard("WIFI CONNECTED\r\nWIFI GOT IP\r\nRecv 5 bytes\r\nlink is not valid\r\n").empty());
}

TEST("links come and go") {
  AtReader reader;
  CHECK(heard(reader, "3,CONNECT\r\n") == All{Said::connected} && reader.link() == 3);
  CHECK(heard(reader, "1,CLOSED\r\n") == All{Said::closed} && reader.link() == 1);
  CHECK(heard(reader, "\r\n+IPD,2,1460\r\n") == All{Said::arrived} && reader.link() == 2);
  CHECK(heard(reader, "+IPD,0,5:hello") == All{Said::pushed});
  CHECK(heard(",CONNECT\r\n").empty() && heard("1,2,CONNECT\r\n").empty() && heard("0,CONNECT FAIL\r\n").empty());
}

TEST("data is counted in both forms, and never taken for a line") {
  for (const std::string head : {"+CIPRECVDATA,13:", "+CIPRECVDATA:13,"}) {
    AtReader reader;
    CHECK((heard(reader, "\r\n" + head + "\r\n1,CLOSED\r\n." + "\r\nOK\r\n") == All{Said::data, Said::ok}));
  }
  AtReader reader;
  CHECK((heard(reader, "+CIPRECVDATA:0,\r\nOK\r\n") == All{Said::data, Said::ok}) && reader.count() == 0);
}

TEST("it is asked for the bytes to send at the beginning of a line and nowhere else") {
  CHECK((heard("OK\r\n> ") == All{Said::ok, Said::prompt}));
  CHECK((heard("\r\nOK\r\n\r\n>\r\nRecv 3 bytes\r\n\r\nSEND OK\r\n") == All{Said::ok, Said::prompt, Said::sent}));
  CHECK(heard("a > b\r\n").empty());
}

TEST("its own address is told number by number, and that of nobody else") {
  AtReader reader;
  std::vector<unsigned> octets;
  for (const char letter : std::string("\r\n+CIPSTA:ip:\"192.168.1.57\"\r\n+CIPSTA:gateway:\"192.168.1.1\"\r\n\r\nOK\r\n"))
    if (reader.take(static_cast<uint8_t>(letter)) == Said::octet) octets.push_back(reader.count());
  CHECK((octets == std::vector<unsigned>{192, 168, 1, 57}));
  CHECK(heard("+CIPSTA:ip:\"\"\r\n").empty() && heard("CIPSTA:ip:\"1.2.3.4\"\r\n").empty());
}

TEST("a line with anything in it that is no letter, or with a number too large, says nothing; the next one does") {
  for (const std::string line : {"O\x80K", "\xffOK", "OK\x01", "+IPD,256,1", "65530,CONNECT", "99999999999999,CLOSED",
                                 "+CIPRECVDATA,65536:", "+IPD,0,100000"})
    CHECK(heard(line + "\r\nOK\r\n") == All{Said::ok});
}

TEST("one wrong letter makes any line say nothing") {
  for (const std::string line : {"OK", "ERROR", "FAIL", "SEND OK", "SEND FAIL", "ready", "WIFI DISCONNECT", "0,CONNECT",
                                 "0,CLOSED", "+IPD,0,0", "+CIPRECVDATA,5:", "+IPD,0,5:"})
    for (size_t at = 0; at < line.size(); ++at)
      for (int letter = 0; letter < 256; ++letter) {
        std::string wrong = line;
        wrong[at] = static_cast<char>(letter);
        const bool areNumbers = std::isdigit(line[at]) != 0 && std::isdigit(letter) != 0;
        const bool isCut = letter == '\r' || letter == '\n' || letter == '>';
        const bool isNumberEnd = std::isdigit(letter) != 0 && line[at] == ':';
        if (wrong == line || areNumbers || isCut || isNumberEnd) continue;
        CHECK(heard(wrong + "\r\n").empty());
      }
}

TEST("no bytes make the reading of a modem lose its way") {
  std::srand(7);
  AtReader reader;
  const std::string words[] = {"OK\r\n", "+IPD,0,", "+CIPRECVDATA,", "0,CLOSED\r\n", ">", "\r\n", ":", "64", "WIFI "};
  for (int run = 0; run < 50000; ++run) {
    std::string bytes = words[std::rand() % 9];
    for (int more = std::rand() % 4; more > 0; --more) bytes.push_back(static_cast<char>(std::rand()));
    for (const char byte : bytes) reader.take(static_cast<uint8_t>(byte));
  }
  CHECK(heard(reader, "\r\n1,CONNECT\r\nOK\r\n") == (All{Said::connected, Said::ok}) && reader.link() == 1);
}
