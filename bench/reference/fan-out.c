/*
 * How fast a message can be given to many at all: a chat server without a chat. One thread, epoll; in each
 * round it reads from everyone who sent something, gathers the messages by group, and writes to each reader
 * of a group once. It stores nothing, checks nothing, and knows nobody.
 *
 * A frame is a length (4 bytes, big-endian) and so many bytes. The first frame of a connection says which
 * group it belongs to and whether it reads: "17 r"; it is sent back. All others go to all readers of the
 * group. Prints the port of the loopback that it listens on.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_BYTES = 256 * 1024, GROUPS = 4096 };

struct buffer {
  char *at;
  size_t from, to, size;
};

struct connection {
  int fd, group;
  bool reads, waits;
  struct buffer in, out;
  struct connection *next;
};

static struct group {
  struct connection *readers;
  struct buffer round;
  bool talked;
} groups[GROUPS];
static int talked[GROUPS], talked_count;
static int poller;

static void append(struct buffer *buffer, const char *bytes, size_t length) {
  if (buffer->to + length > buffer->size && buffer->from > 0) {
    memmove(buffer->at, buffer->at + buffer->from, buffer->to - buffer->from);
    buffer->to -= buffer->from;
    buffer->from = 0;
  }
  if (buffer->to + length > buffer->size) {
    buffer->size = (buffer->to + length) * 2;
    buffer->at = realloc(buffer->at, buffer->size);
    if (!buffer->at) abort();
  }
  memcpy(buffer->at + buffer->to, bytes, length);
  buffer->to += length;
}

static void watch(struct connection *connection, int operation) {
  struct epoll_event event = {.events = EPOLLIN | (connection->waits ? EPOLLOUT : 0), .data.ptr = connection};
  epoll_ctl(poller, operation, connection->fd, &event);
}

/* Bytes that the kernel does not take at once wait, and those that follow wait behind them. */
static void give(struct connection *connection, const char *bytes, size_t length) {
  ssize_t written = 0;
  if (!connection->waits) {
    written = write(connection->fd, bytes, length);
    if (written < 0) written = 0;
    if ((size_t)written == length) return;
  }
  append(&connection->out, bytes + written, length - (size_t)written);
  if (connection->waits) return;
  connection->waits = true;
  watch(connection, EPOLL_CTL_MOD);
}

static void go_on(struct connection *connection) {
  struct buffer *out = &connection->out;
  ssize_t written = write(connection->fd, out->at + out->from, out->to - out->from);
  if (written > 0) out->from += (size_t)written;
  if (out->from < out->to) return;
  out->from = out->to = 0;
  connection->waits = false;
  watch(connection, EPOLL_CTL_MOD);
}

static void greet(struct connection *connection, const char *frame, size_t length) {
  char words[32] = {0}, reads = 0;
  memcpy(words, frame + 4, length - 4 < sizeof words ? length - 4 : sizeof words - 1);
  if (sscanf(words, "%d %c", &connection->group, &reads) < 1 || connection->group >= GROUPS) abort();
  if (reads == 'r') {
    connection->next = groups[connection->group].readers;
    groups[connection->group].readers = connection;
  }
  give(connection, frame, length);
}

static void take(struct connection *connection, char *bytes, size_t length) {
  struct buffer *in = &connection->in;
  char *at = bytes;
  size_t left = length;
  if (in->to > in->from) {
    append(in, bytes, length);
    at = in->at + in->from, left = in->to - in->from;
  }
  char *start = at;
  while (left >= 4) {
    uint32_t size;
    memcpy(&size, at, 4);
    size = ntohl(size) + 4;
    if (left < size) break;
    if (connection->group < 0) greet(connection, at, size), start = at + size;
    at += size, left -= size;
  }
  if (at > start) {
    struct group *group = &groups[connection->group];
    append(&group->round, start, (size_t)(at - start));
    if (!group->talked) group->talked = true, talked[talked_count++] = connection->group;
  }
  if (in->to > in->from) {
    in->from = in->to - left;
    if (left == 0) in->from = in->to = 0;
  } else if (left > 0) append(in, at, left);
}

static void leave(struct connection *connection) {
  if (connection->group >= 0) {
    struct connection **at = &groups[connection->group].readers;
    while (*at && *at != connection) at = &(*at)->next;
    if (*at) *at = connection->next;
  }
  close(connection->fd);
  free(connection->in.at);
  free(connection->out.at);
  free(connection);
}

int main(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) return 1;
  getsockname(listener, (struct sockaddr *)&address, &size);
  poller = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  static struct epoll_event events[1024];
  static char bytes[READ_BYTES];
  for (;;) {
    int count = epoll_wait(poller, events, 1024, -1);
    for (int index = 0; index < count; index++) {
      struct connection *connection = events[index].data.ptr;
      if (!connection) {
        int fd;
        while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
          int yes = 1;
          setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
          connection = calloc(1, sizeof *connection);
          if (!connection) abort();
          connection->fd = fd, connection->group = -1;
          watch(connection, EPOLL_CTL_ADD);
        }
        continue;
      }
      if (events[index].events & EPOLLOUT) go_on(connection);
      if (!(events[index].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) continue;
      ssize_t length = read(connection->fd, bytes, sizeof bytes);
      if (length > 0) take(connection, bytes, (size_t)length);
      else if (length == 0 || errno != EAGAIN) leave(connection);
    }
    for (int index = 0; index < talked_count; index++) {
      struct group *group = &groups[talked[index]];
      for (struct connection *reader = group->readers; reader; reader = reader->next) {
        give(reader, group->round.at, group->round.to);
      }
      group->round.to = 0;
      group->talked = false;
    }
    talked_count = 0;
  }
}
