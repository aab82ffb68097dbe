// A thin line on loopback: hands every connection on to a server, with the delay, the
// speed and the losses of a bad network. What TCP makes of a lost segment is modelled:
// the segment and all after it come later by a retransmission time-out, which doubles
// when it is lost again; after RELAY_TRIES losses in a row, or at a chosen byte, the
// connection is reset. Pseudo-random and the same for the same seed.
#ifndef SUPPORT_RELAY_H
#define SUPPORT_RELAY_H

#include "base/str.h"

enum { RELAY_TRIES = 6 };

struct relay_shape {
    int64_t delay_ms;     // each way
    int64_t bytes_per_s;  // each way, 0: as fast as it goes
    int64_t loss_percent; // of the segments
    int64_t timeout_ms;   // of the first retransmission
    int64_t reset_after;  // bytes of a connection to the client; 0: never
    uint32_t seed;
};

struct relay;

struct relay *relay_start(int server_port, struct relay_shape shape); // NULL: no socket
void relay_stop(struct relay *relay);                                 // accepts NULL
const char *relay_url(const struct relay *relay); // "http://127.0.0.1:PORT/"
int64_t relay_bytes(const struct relay *relay);   // handed to the client since the start
int64_t relay_resets(const struct relay *relay);
int64_t relay_losses(const struct relay *relay);

#endif
