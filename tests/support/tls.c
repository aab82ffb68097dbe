#include "tls.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

enum { TLS_KINDS_MAX = 8 };

struct tls {
    pid_t process;
    char scratch[64], ca_file[80];
    struct {
        char name[32];
        int port;
    } kinds[TLS_KINDS_MAX];
    int count;
};

static void become_server(const struct tls *server, const char *folder, int output)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)dup2(output, STDOUT_FILENO);
    (void)execlp("python3", "python3", FOYER_SOURCE_DIR "/tests/support/tls_server.py",
                 folder, server->scratch, (char *)NULL);
    _exit(126);
}

// Reads the ports until the server says that it is ready.
static bool read_ports(struct tls *server, int input)
{
    FILE *lines = fdopen(input, "r");
    char line[64];
    bool ready = false;
    while (lines && !ready && fgets(line, sizeof(line), lines)) {
        ready = strcmp(line, "ready\n") == 0;
        if (!ready && server->count < TLS_KINDS_MAX &&
            sscanf(line, "%31s %d", server->kinds[server->count].name,
                   &server->kinds[server->count].port) == 2) {
            server->count++;
        }
    }
    if (lines) {
        (void)fclose(lines);
    }
    return ready;
}

struct tls *tls_start(const char *folder)
{
    int pipes[2];
    struct tls *server = calloc(1, sizeof(*server));
    if (!server || pipe(pipes) != 0) {
        free(server);
        return NULL;
    }
    (void)snprintf(server->scratch, sizeof(server->scratch), "/tmp/foyer-tls-XXXXXX");
    server->process = mkdtemp(server->scratch) ? fork() : -1;
    if (server->process == 0) {
        close(pipes[0]);
        become_server(server, folder, pipes[1]);
    }
    close(pipes[1]);
    (void)snprintf(server->ca_file, sizeof(server->ca_file), "%s/ca.pem",
                   server->scratch);
    if (!read_ports(server, pipes[0])) {
        tls_stop(server);
        return NULL;
    }
    return server;
}

void tls_stop(struct tls *server)
{
    if (!server) {
        return;
    }
    if (server->process > 0) {
        (void)kill(server->process, SIGKILL);
        (void)waitpid(server->process, NULL, 0);
    }
    (void)!folder_remove(server->scratch);
    free(server);
}

int tls_port(const struct tls *server, const char *kind)
{
    for (int i = 0; i < server->count; i++) {
        if (strcmp(server->kinds[i].name, kind) == 0) {
            return server->kinds[i].port;
        }
    }
    return 0;
}

const char *tls_ca_file(const struct tls *server)
{
    return server->ca_file;
}
