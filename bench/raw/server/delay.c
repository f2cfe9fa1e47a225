/* A long way to the server: everything arrives later, and as much of it as is sent. */
#define _GNU_SOURCE
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_AT_ONCE = 1 << 16 };

/* Bytes that arrived together. */
typedef struct chunk {
    struct chunk *next;
    double due;
    size_t length, sent;
    char bytes[];
} chunk;

/* One direction of a connection, and what is on its way. */
typedef struct way {
    int from, to;
    bool ended, is_full;
    chunk *first, **last;
} way;

typedef struct delay {
    int listener, port;
    double seconds;
} delay;

typedef struct connection {
    const delay *how;
    int client;
} connection;

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void receive(way *one, double seconds)
{
    char bytes[MOST_AT_ONCE];
    ssize_t received = recv(one->from, bytes, sizeof bytes, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    /* The end of a direction takes its time as well: a chunk of nothing. */
    one->ended = received <= 0;
    size_t length = received > 0 ? (size_t)received : 0;
    chunk *next = malloc(sizeof *next + length);
    *next = (chunk){.due = server_now() + seconds, .length = length};
    memcpy(next->bytes, bytes, length);
    *one->last = next;
    one->last = &next->next;
}

static void send_due(way *one)
{
    one->is_full = false;
    double now = server_now();
    while (one->first && one->first->due <= now) {
        chunk *next = one->first;
        if (next->length == 0) {
            shutdown(one->to, SHUT_WR);
        } else {
            ssize_t sent = send(one->to, next->bytes + next->sent, next->length - next->sent, MSG_NOSIGNAL);
            if (sent < 0 && errno == EAGAIN) {
                one->is_full = true;
                return;
            }
            /* To somebody who has gone nothing can be sent. */
            next->sent = sent < 0 ? next->length : next->sent + (size_t)sent;
        }
        if (next->sent == next->length) {
            one->first = next->next;
            if (!one->first) {
                one->last = &one->first;
            }
            free(next);
        }
    }
}

static void wait_for_any(way *ways)
{
    struct pollfd events[4];
    double until = -1;
    for (int i = 0; i < 2; i++) {
        way *one = &ways[i];
        events[2 * i] = (struct pollfd){.fd = one->ended ? -1 : one->from, .events = POLLIN};
        events[2 * i + 1] = (struct pollfd){.fd = one->is_full ? one->to : -1, .events = POLLOUT};
        if (one->first && !one->is_full && (until < 0 || one->first->due < until)) {
            until = one->first->due;
        }
    }
    double left = until - server_now();
    struct timespec timeout = {(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
    if (left > 0 || until < 0) {
        ppoll(events, 4, until < 0 ? NULL : &timeout, NULL);
    }
}

static void *relay(void *argument)
{
    connection mine = *(connection *)argument;
    free(argument);
    /* Wakes up when it is time, not 50 microseconds later. */
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in address = loopback(mine.how->port);
    if (connect(server, (struct sockaddr *)&address, sizeof address) == 0) {
        int sockets[2] = {mine.client, server};
        for (int i = 0; i < 2; i++) {
            setsockopt(sockets[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            fcntl(sockets[i], F_SETFL, O_NONBLOCK);
        }
        way ways[2] = {{.from = mine.client, .to = server}, {.from = server, .to = mine.client}};
        for (int i = 0; i < 2; i++) {
            ways[i].last = &ways[i].first;
        }
        while (!ways[0].ended || !ways[1].ended || ways[0].first || ways[1].first) {
            wait_for_any(ways);
            for (int i = 0; i < 2; i++) {
                if (!ways[i].ended) {
                    receive(&ways[i], mine.how->seconds);
                }
                send_due(&ways[i]);
            }
        }
    }
    close(server);
    close(mine.client);
    return NULL;
}

static void *accept_all(void *argument)
{
    const delay *how = argument;
    for (;;) {
        connection *next = malloc(sizeof *next);
        *next = (connection){how, accept(how->listener, NULL, NULL)};
        pthread_t thread;
        if (next->client < 0 || pthread_create(&thread, NULL, relay, next) != 0) {
            free(next);
            continue;
        }
        pthread_detach(thread);
    }
    return NULL;
}

int server_delay(int port, int64_t microseconds)
{
    delay *how = malloc(sizeof *how);
    *how = (delay){socket(AF_INET, SOCK_STREAM, 0), port, (double)microseconds * 1e-6};
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    pthread_t thread;
    if (bind(how->listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(how->listener, 16) != 0
        || getsockname(how->listener, (struct sockaddr *)&address, &length) != 0
        || pthread_create(&thread, NULL, accept_all, how) != 0) {
        perror("raw: the proxy");
        free(how);
        return -1;
    }
    pthread_detach(thread);
    return ntohs(address.sin_port);
}
