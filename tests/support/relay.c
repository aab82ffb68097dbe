#include "relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RELAY_SEGMENT = 1460, RELAY_QUEUE = 16 };

struct counts {
    _Atomic int64_t bytes, resets, losses, connections;
};

struct relay {
    struct counts *counts;
    struct relay_shape shape;
    pid_t process;
    int server_port;
    char url[64];
};

struct segment {
    char bytes[RELAY_SEGMENT];
    size_t size;
    int64_t due_ms;
};

// One way of one connection.
struct way {
    int from, to;
    struct segment queue[RELAY_QUEUE];
    size_t head, count;
    int64_t free_ms; // when the line has sent all before
    bool ended;
};

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void cut(int socket)
{
    const struct linger now = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

// When a segment that is sent now has left the line; -1: it never does.
static int64_t travel_ms(struct relay *relay, struct way *way, size_t size,
                         unsigned *random)
{
    const struct relay_shape *shape = &relay->shape;
    int64_t at = now_ms() > way->free_ms ? now_ms() : way->free_ms;
    int64_t wait = shape->timeout_ms;
    for (int tries = 0; (int64_t)(rand_r(random) % 100) < shape->loss_percent; tries++) {
        atomic_fetch_add(&relay->counts->losses, 1);
        if (tries == RELAY_TRIES) {
            return -1;
        }
        at += wait;
        wait *= 2;
    }
    at += shape->bytes_per_s ? (int64_t)size * 1000 / shape->bytes_per_s : 0;
    way->free_ms = at;
    return at + shape->delay_ms;
}

// false: the connection is to be reset.
static bool take(struct relay *relay, struct way *way, unsigned *random)
{
    struct segment *next = &way->queue[(way->head + way->count) % RELAY_QUEUE];
    const ssize_t got = recv(way->from, next->bytes, sizeof(next->bytes), 0);
    if (got <= 0) {
        way->ended = true;
        return got == 0;
    }
    next->size = (size_t)got;
    next->due_ms = travel_ms(relay, way, next->size, random);
    way->count++;
    return next->due_ms >= 0;
}

static bool give(struct way *way, int64_t *out_given)
{
    while (way->count && way->queue[way->head].due_ms <= now_ms()) {
        const struct segment *first = &way->queue[way->head];
        if (send(way->to, first->bytes, first->size, MSG_NOSIGNAL) !=
            (ssize_t)first->size) {
            return false;
        }
        *out_given += (int64_t)first->size;
        way->head = (way->head + 1) % RELAY_QUEUE;
        way->count--;
    }
    return true;
}

// Until the next segment is due.
static int wait_of(const struct way *ways)
{
    int64_t wait = 1000;
    for (int i = 0; i < 2; i++) {
        if (ways[i].count) {
            const int64_t left = ways[i].queue[ways[i].head].due_ms - now_ms();
            wait = left < wait ? left : wait;
        }
    }
    return wait < 0 ? 0 : (int)wait;
}

static bool pass_on(struct relay *relay, struct way *ways, unsigned *random)
{
    int64_t up = 0, down = 0;
    for (bool open = true; open;) {
        struct pollfd polls[2] = {{.fd = -1}, {.fd = -1}};
        for (int i = 0; i < 2; i++) {
            if (!ways[i].ended && ways[i].count < RELAY_QUEUE) {
                polls[i] = (struct pollfd){.fd = ways[i].from, .events = POLLIN};
            }
        }
        (void)poll(polls, 2, wait_of(ways));
        const int64_t before = down;
        for (int i = 0; i < 2; i++) {
            if ((polls[i].revents && !take(relay, &ways[i], random)) ||
                !give(&ways[i], i ? &down : &up)) {
                return false;
            }
        }
        atomic_fetch_add(&relay->counts->bytes, down - before);
        if (relay->shape.reset_after && down >= relay->shape.reset_after) {
            return false;
        }
        open = !(ways[0].ended && !ways[0].count) && !(ways[1].ended && !ways[1].count);
    }
    return true;
}

static void serve(struct relay *relay, int client)
{
    static struct way ways[2];
    const int one = 1, server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)relay->server_port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    unsigned random =
        relay->shape.seed + (unsigned)atomic_fetch_add(&relay->counts->connections, 1);
    if (connect(server, (struct sockaddr *)&address, sizeof(address)) != 0) {
        _exit(0);
    }
    (void)setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    (void)setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    ways[0] = (struct way){.from = client, .to = server};
    ways[1] = (struct way){.from = server, .to = client};
    // The handshake takes a way there and back.
    ways[0].free_ms = now_ms() + 2 * relay->shape.delay_ms;
    if (!pass_on(relay, ways, &random)) {
        atomic_fetch_add(&relay->counts->resets, 1);
        cut(client);
        cut(server);
    }
    close(client);
    close(server);
}

static void accept_forever(struct relay *relay, int listener)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGCHLD, SIG_IGN); // the kernel reaps them
    for (;;) {
        const int client = accept(listener, NULL, NULL);
        if (client < 0) {
            continue;
        }
        if (fork() == 0) {
            (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
            close(listener);
            serve(relay, client);
            _exit(0);
        }
        close(client);
    }
}

struct relay *relay_start(int server_port, struct relay_shape shape)
{
    struct relay *relay = calloc(1, sizeof(*relay));
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (!relay || listener < 0 ||
        bind(listener, (struct sockaddr *)&address, size) != 0 ||
        listen(listener, 64) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        free(relay);
        return NULL;
    }
    relay->counts = mmap(NULL, sizeof(*relay->counts), PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    relay->shape = shape;
    relay->server_port = server_port;
    (void)snprintf(relay->url, sizeof(relay->url), "http://127.0.0.1:%d/",
                   ntohs(address.sin_port));
    relay->process = relay->counts == MAP_FAILED ? -1 : fork();
    if (relay->process == 0) {
        accept_forever(relay, listener);
    }
    close(listener);
    if (relay->process < 0) {
        free(relay);
        return NULL;
    }
    return relay;
}

void relay_stop(struct relay *relay)
{
    if (relay) {
        (void)kill(relay->process, SIGKILL);
        (void)waitpid(relay->process, NULL, 0);
        (void)munmap(relay->counts, sizeof(*relay->counts));
        free(relay);
    }
}

const char *relay_url(const struct relay *relay)
{
    return relay->url;
}

int64_t relay_bytes(const struct relay *relay)
{
    return atomic_load(&relay->counts->bytes);
}

int64_t relay_resets(const struct relay *relay)
{
    return atomic_load(&relay->counts->resets);
}

int64_t relay_losses(const struct relay *relay)
{
    return atomic_load(&relay->counts->losses);
}
