#include "hostile.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

struct slot {
    char path[128], text[3072], filler[1024];
    enum hostile_how how;
    int64_t number, pause_ms, limit; // limit 0: none
    _Atomic int64_t used;
};

struct shared {
    _Atomic int64_t rules, requests, sent_bytes;
    struct slot slots[HOSTILE_RULES_MAX];
    char lines[HOSTILE_REQUESTS_MAX][160];
    char login[400];
    bool expects;
};

struct hostile {
    struct shared *shared;
    pid_t process;
    int port;
    char url[64];
    char folder[1024];
};

// One request and what it needs.
struct visit {
    struct hostile *server;
    int socket;
    char path[512], etag[160];
    int64_t range_from; // -1: none
    int64_t line;
    char method[8];
    int64_t length;   // of a PUT's body
    bool only_new;    // it carries If-None-Match: *
    char early[4096]; // what came with the head already
    size_t early_len;
};

struct body {
    char *bytes;
    int64_t size;
    char etag[64];
};

static bool send_bytes(struct visit *visit, const char *bytes, size_t size)
{
    while (size) {
        const ssize_t put = send(visit->socket, bytes, size, MSG_NOSIGNAL);
        if (put <= 0) {
            return false;
        }
        atomic_fetch_add(&visit->server->shared->sent_bytes, put);
        bytes += put;
        size -= (size_t)put;
    }
    return true;
}

static bool send_text(struct visit *visit, const char *text)
{
    char bytes[3072];
    const size_t size = strlen(text);
    for (size_t i = 0; i < size && i < sizeof(bytes); i++) {
        bytes[i] = text[i] == 1 ? '\0' : text[i];
    }
    return send_bytes(visit, bytes, size);
}

static void rest(int64_t ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
    (void)nanosleep(&pause, NULL);
}

static void reset(struct visit *visit)
{
    const struct linger now = {.l_onoff = 1, .l_linger = 0};
    rest(20); // lets what was sent arrive before the reset overtakes it
    (void)setsockopt(visit->socket, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

static bool body_read(const struct visit *visit, struct body *out_body)
{
    char path[1600];
    struct stat facts;
    (void)snprintf(path, sizeof(path), "%s%s", visit->server->folder, visit->path);
    const int file = strstr(path, "..") ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        if (file >= 0) {
            close(file);
        }
        return false;
    }
    out_body->size = facts.st_size;
    out_body->bytes = malloc((size_t)facts.st_size + 1);
    const bool whole = out_body->bytes && read(file, out_body->bytes,
                                               (size_t)facts.st_size) == facts.st_size;
    (void)snprintf(out_body->etag, sizeof(out_body->etag), "\"%llx-%llx\"",
                   (unsigned long long)facts.st_mtime, (unsigned long long)facts.st_size);
    close(file);
    return whole;
}

// Written when the answer begins, so that the client has it before the test looks.
static void note(struct visit *visit, int status)
{
    struct shared *shared = visit->server->shared;
    if (visit->line < HOSTILE_REQUESTS_MAX) {
        (void)snprintf(shared->lines[visit->line], sizeof(shared->lines[0]),
                       "%s %.140s %d", visit->method, visit->path, status);
    }
}

static bool send_status(struct visit *visit, int status)
{
    char head[128];
    note(visit, status);
    (void)snprintf(head, sizeof(head), "HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n",
                   status);
    return send_text(visit, head);
}

// The honest answer with whatever the rule changes in it; rule may be NULL. false: the
// connection is to end.
static bool send_file(struct visit *visit, const struct slot *rule)
{
    struct body body = {0};
    if (!body_read(visit, &body)) {
        free(body.bytes);
        return send_status(visit, 404);
    }
    if (!rule && visit->etag[0] && strcmp(visit->etag, body.etag) == 0) {
        free(body.bytes);
        note(visit, 304);
        char head[160];
        (void)snprintf(head, sizeof(head),
                       "HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n", body.etag);
        return send_text(visit, head);
    }
    const enum hostile_how how = rule ? rule->how : HOSTILE_HONEST;
    const bool part = visit->range_from >= 0 && visit->range_from < body.size;
    const int64_t from = part ? visit->range_from : 0;
    int64_t size = body.size - from;
    char head[320], range[96] = "";
    if (part) {
        (void)snprintf(range, sizeof(range), "Content-Range: bytes %lld-%lld/%lld\r\n",
                       (long long)from, (long long)body.size - 1, (long long)body.size);
    }
    (void)snprintf(
        head, sizeof(head), "HTTP/1.1 %s\r\nContent-Length: %lld\r\nETag: %s\r\n%s\r\n",
        part ? "206 Partial Content" : "200 OK",
        (long long)(size + (how == HOSTILE_LENGTH ? rule->number : 0)), body.etag, range);
    note(visit, part ? 206 : 200);
    if (how == HOSTILE_FLIP && size) {
        const int64_t bit = rule->number % (size * 8);
        body.bytes[from + bit / 8] ^= (char)(1 << bit % 8);
    }
    const bool cut = how == HOSTILE_CUT_BODY || how == HOSTILE_RESET_BODY;
    size = cut && rule->number < size ? rule->number : size;
    const bool sent =
        send_text(visit, head) && send_bytes(visit, body.bytes + from, (size_t)size);
    free(body.bytes);
    if (how == HOSTILE_RESET_BODY) {
        reset(visit);
    }
    return sent && !cut && how != HOSTILE_LENGTH;
}

struct bits {
    unsigned char *bytes;
    int64_t count;
};

static void bits_add(struct bits *bits, const char *zeros_and_ones)
{
    for (const char *bit = zeros_and_ones; *bit; bit++, bits->count++) {
        bits->bytes[bits->count / 8] |= (unsigned char)((*bit == '1') << bits->count % 8);
    }
}

// A gzip member of one block with the fixed codes of RFC 1951: the literal 0, then "258
// bytes from 1 back" (13 bits) over and over; it never ends by itself.
static bool send_bomb(struct visit *visit, int64_t size)
{
    static const char start[] = {0x1f, (char)0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    struct bits bits = {.bytes = calloc(1, (size_t)size + 16)};
    if (!bits.bytes) {
        return false;
    }
    memcpy(bits.bytes, start, sizeof(start));
    bits.count = (int64_t)sizeof(start) * 8;
    bits_add(&bits, "010"
                    "00110000");
    while (bits.count < size * 8) {
        bits_add(&bits, "11000101"
                        "00000");
    }
    note(visit, 200);
    (void)(send_text(visit, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n") &&
           send_bytes(visit, (const char *)bits.bytes, (size_t)size));
    free(bits.bytes);
    return false;
}

static bool send_forever(struct visit *visit, const struct slot *rule)
{
    bool sent = send_text(visit, rule->text);
    note(visit, 0);
    for (size_t at = 0; sent && rule->filler[0];) {
        if (rule->how == HOSTILE_DRIP) {
            rest(rule->pause_ms);
            sent = send_bytes(visit, &rule->filler[at], 1);
            at = rule->filler[at + 1] ? at + 1 : 0;
        } else {
            sent = send_text(visit, rule->filler);
        }
    }
    return false;
}

// Takes every request byte until the client goes away.
static bool stay_silent(struct visit *visit)
{
    char bytes[256];
    note(visit, 0);
    while (recv(visit->socket, bytes, sizeof(bytes), 0) > 0) {
    }
    return false;
}

static bool send_raw(struct visit *visit, const struct slot *rule)
{
    int status = 0;
    (void)sscanf(rule->text, "HTTP/1.1 %d", &status);
    note(visit, status);
    if (rule->pause_ms) {
        rest(rule->pause_ms);
    }
    (void)(send_text(visit, rule->text) && send_text(visit, rule->filler));
    return false;
}

// At most `most` bytes of the body, all of it but for an unfriendly client.
static int64_t take_put(struct visit *visit, char *bytes, int64_t most)
{
    int64_t size = (int64_t)visit->early_len < most ? (int64_t)visit->early_len : most;
    memcpy(bytes, visit->early, (size_t)size);
    while (size < most) {
        const ssize_t got = recv(visit->socket, bytes + size, (size_t)(most - size), 0);
        if (got <= 0) {
            break;
        }
        size += got;
    }
    return size;
}

static int store_put(struct visit *visit, const char *bytes, int64_t size)
{
    char path[1600], temp[1640];
    (void)snprintf(path, sizeof(path), "%s%s", visit->server->folder, visit->path);
    (void)snprintf(temp, sizeof(temp), "%s.%ld", path, (long)getpid());
    const bool there = access(path, F_OK) == 0;
    if (there && visit->only_new) {
        return 412;
    }
    char *slash = strrchr(path, '/');
    *slash = '\0';
    const bool ready = !strstr(path, "..") && folder_make(path);
    *slash = '/';
    const int file =
        ready ? open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
    if (file < 0) {
        return 500;
    }
    const bool whole = write(file, bytes, (size_t)size) == size;
    close(file);
    return whole && rename(temp, path) == 0 ? there ? 204 : 201 : 500;
}

static bool answer_put(struct visit *visit, const struct slot *rule)
{
    const enum hostile_how how = rule ? rule->how : HOSTILE_HONEST;
    if (how == HOSTILE_RESET) {
        note(visit, 0);
        reset(visit);
        return false;
    }
    char *bytes = visit->length >= 0 && visit->length < (64 << 20)
                      ? malloc((size_t)visit->length + 1)
                      : NULL;
    if (!bytes) {
        return send_status(visit, 411);
    }
    const bool cut = how == HOSTILE_RESET_PUT && rule->number < visit->length;
    const int64_t most = cut ? rule->number : visit->length;
    const int64_t size = take_put(visit, bytes, most);
    const int64_t kept =
        how == HOSTILE_STORE_PART && rule->number < size ? rule->number : size;
    bool open = false;
    if (how == HOSTILE_RESET_PUT || size < visit->length) {
        note(visit, 0);
        reset(visit);
    } else if (how == HOSTILE_RAW) {
        open = send_raw(visit, rule);
    } else if (how == HOSTILE_SILENT) {
        open = stay_silent(visit);
    } else if (how == HOSTILE_UNCONDITIONAL && visit->only_new) {
        open = send_status(visit, 501);
    } else if (how == HOSTILE_STORE_NONE) {
        open = send_status(visit, 201);
    } else {
        const int status = store_put(visit, bytes, kept);
        if (how == HOSTILE_STORE_RESET) {
            note(visit, status);
            reset(visit);
        } else {
            open = send_status(visit, status);
        }
    }
    free(bytes);
    return open;
}

static bool answer(struct visit *visit, const struct slot *rule)
{
    if (strcmp(visit->method, "PUT") == 0) {
        return answer_put(visit, rule);
    }
    if (!rule) {
        return send_file(visit, NULL);
    }
    switch (rule->how) {
    case HOSTILE_RAW:
        return send_raw(visit, rule);
    case HOSTILE_ENDLESS:
    case HOSTILE_DRIP:
        return send_forever(visit, rule);
    case HOSTILE_BOMB:
        return send_bomb(visit, rule->number);
    case HOSTILE_RESET_HEAD:
        (void)send_text(visit, "HTTP/1.1");
        reset(visit);
        return false;
    case HOSTILE_RESET:
        reset(visit);
        return false;
    case HOSTILE_SILENT:
        return stay_silent(visit);
    case HOSTILE_HONEST:
    case HOSTILE_RESET_BODY:
    case HOSTILE_CUT_BODY:
    case HOSTILE_FLIP:
    case HOSTILE_LENGTH:
    case HOSTILE_RESET_PUT:
    case HOSTILE_STORE_RESET:
    case HOSTILE_STORE_PART:
    case HOSTILE_UNCONDITIONAL:
    case HOSTILE_STORE_NONE:
        return send_file(visit, rule);
    }
    return false;
}

// The first rule that fits and is not used up.
static const struct slot *rule_for(struct shared *shared, const struct visit *visit)
{
    char path[540];
    (void)snprintf(path, sizeof(path), "%s %s", visit->method, visit->path);
    const int64_t count = atomic_load(&shared->rules);
    for (int64_t i = 0; i < count; i++) {
        struct slot *slot = &shared->slots[i];
        if (strstr(path, slot->path) &&
            (!slot->limit || atomic_fetch_add(&slot->used, 1) < slot->limit)) {
            return slot;
        }
    }
    return NULL;
}

// Reads one head; false when the client is gone or says what we do not speak.
static bool read_request(struct visit *visit)
{
    char head[4096];
    size_t len = 0;
    for (head[0] = '\0'; !strstr(head, "\r\n\r\n");) {
        const ssize_t got = recv(visit->socket, head + len, sizeof(head) - 1 - len, 0);
        if (got <= 0) {
            return false;
        }
        len += (size_t)got;
        head[len] = '\0';
    }
    visit->etag[0] = '\0';
    visit->range_from = -1;
    const char *tag = strstr(head, "\r\nIf-None-Match: ");
    const char *range = strstr(head, "\r\nRange: bytes=");
    if (tag) {
        (void)sscanf(tag, "\r\nIf-None-Match: %159[^\r]", visit->etag);
    }
    if (range) {
        visit->range_from = strtoll(range + strlen("\r\nRange: bytes="), NULL, 10);
    }
    const char *length = strcasestr(head, "\r\nContent-Length: ");
    const char *body = strstr(head, "\r\n\r\n") + 4;
    visit->length =
        length ? strtoll(length + strlen("\r\nContent-Length: "), NULL, 10) : -1;
    const char *login = strcasestr(head, "\r\nAuthorization: ");
    if (login) {
        (void)sscanf(login, "\r\n%*[^:]: %399[^\r]", visit->server->shared->login);
    }
    visit->server->shared->expects |= strcasestr(head, "\r\nExpect:") != NULL;
    visit->only_new = strcmp(visit->etag, "*") == 0;
    visit->early_len = len - (size_t)(body - head);
    memcpy(visit->early, body, visit->early_len);
    return sscanf(head, "%7[A-Z] %511s", visit->method, visit->path) == 2;
}

static void serve(struct hostile *server, int socket)
{
    struct visit visit = {.server = server, .socket = socket};
    const int one = 1;
    (void)setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    for (bool open = true; open && read_request(&visit);) {
        visit.line = atomic_fetch_add(&server->shared->requests, 1);
        open = answer(&visit, rule_for(server->shared, &visit));
    }
    close(socket);
}

static void accept_forever(struct hostile *server, int listener)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGCHLD, SIG_IGN); // the kernel reaps them
    (void)signal(SIGTERM, SIG_DFL);
    for (;;) {
        const int socket = accept(listener, NULL, NULL);
        if (socket < 0) {
            continue;
        }
        if (fork() == 0) {
            (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
            close(listener);
            serve(server, socket);
            _exit(0);
        }
        close(socket);
    }
}

static int listen_on_loopback(int *out_port)
{
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 ||
        listen(listener, 64) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        return -1;
    }
    *out_port = ntohs(address.sin_port);
    return listener;
}

struct hostile *hostile_start(const char *folder)
{
    struct hostile *server = calloc(1, sizeof(*server));
    const int listener = server ? listen_on_loopback(&server->port) : -1;
    if (listener < 0) {
        free(server);
        return NULL;
    }
    server->shared = mmap(NULL, sizeof(*server->shared), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    (void)snprintf(server->folder, sizeof(server->folder), "%s", folder);
    (void)snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%d/",
                   server->port);
    server->process = server->shared == MAP_FAILED ? -1 : fork();
    if (server->process == 0) {
        accept_forever(server, listener);
    }
    close(listener);
    if (server->process < 0) {
        free(server);
        return NULL;
    }
    return server;
}

void hostile_stop(struct hostile *server)
{
    if (server) {
        (void)kill(server->process, SIGKILL);
        (void)waitpid(server->process, NULL, 0);
        (void)munmap(server->shared, sizeof(*server->shared));
        free(server);
    }
}

int hostile_port(const struct hostile *server)
{
    return server->port;
}

const char *hostile_url(const struct hostile *server)
{
    return server->url;
}

bool hostile_rule(struct hostile *server, struct hostile_rule rule)
{
    struct shared *shared = server->shared;
    const int64_t at = atomic_load(&shared->rules);
    if (at == HOSTILE_RULES_MAX) {
        return false;
    }
    struct slot *slot = &shared->slots[at];
    (void)snprintf(slot->path, sizeof(slot->path), "%s", rule.path ? rule.path : "");
    (void)snprintf(slot->text, sizeof(slot->text), "%s", rule.text ? rule.text : "");
    (void)snprintf(slot->filler, sizeof(slot->filler), "%s",
                   rule.filler ? rule.filler : "");
    slot->how = rule.how;
    slot->number = rule.number;
    slot->pause_ms = rule.pause_ms;
    slot->limit = rule.times;
    atomic_store(&slot->used, 0);
    atomic_store(&shared->rules, at + 1);
    return true;
}

void hostile_honest(struct hostile *server)
{
    atomic_store(&server->shared->rules, 0);
}

int64_t hostile_requests(const struct hostile *server)
{
    return atomic_load(&server->shared->requests);
}

const char *hostile_request(const struct hostile *server, int64_t index)
{
    return index < HOSTILE_REQUESTS_MAX ? server->shared->lines[index] : "";
}

int64_t hostile_sent_bytes(const struct hostile *server)
{
    return atomic_load(&server->shared->sent_bytes);
}

const char *hostile_login(const struct hostile *server)
{
    return server->shared->login;
}

bool hostile_expects(const struct hostile *server)
{
    return server->shared->expects;
}

void hostile_forget(struct hostile *server)
{
    atomic_store(&server->shared->requests, 0);
    atomic_store(&server->shared->sent_bytes, 0);
}

int hostile_dead_port(void)
{
    int port = 0;
    const int listener = listen_on_loopback(&port);
    close(listener);
    return port;
}
