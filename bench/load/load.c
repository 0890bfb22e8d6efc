/*
 * The load of the bench: one thread that opens many connections to a chat server, lets some of them talk,
 * and checks on all of them what arrives: every message once, in order, by its content. It knows no
 * protocol; the plan on its standard input says what is to be sent and what means what. It is written in C
 * so that what is measured is the server, and never the load.
 *
 * The plan, a line a word; bytes are written in hexadecimal:
 *
 *   target HOST PORT          IPv4 address
 *   window N                  messages in flight for each sender
 *   text N                    bytes of a text, 18 at least
 *   credit delivered          a message is over when all its readers have it, or
 *   credit acknowledged       when the server has acknowledged it to its sender, with the bytes
 *   acknowledgement HEX
 *   echo 0|1                  whether the server sends a message to its sender as well
 *   answer HEX HEX            what is answered when these bytes arrive: ping and pong; the 8 bytes after the
 *                             last ping take the place of <<mark>>
 *   ramp N                    connections that get ready at the same time
 *   warmup MS, run MS, repeat N   a time that is not counted, then N that are
 *   stall MS                  then so long connections with x read nothing; then they catch up
 *   hold MS                   a time in which nothing is sent, in front of the warmup
 *   patience MS               how long nothing may happen before it gives up
 *   connection GROUP FLAGS [ADDRESS]   s: sends, r: reads, x: stalls; talks to those of its group
 *   port N                    of the last connection: another than that of the target
 *   say HEX, await HEX        of the last connection: what it does to get ready
 *   token HEX N               the N bytes behind these, when they arrive, are its <<token>>
 *   message HEX               what it sends: <<text>>, <<token>>, <<id>> (10 digits), <<mid>> (22 characters)
 *
 * With the argument `spin` it does not sleep while anybody talks: to wake it would be the server's work, and the more so
 * the sooner it is done with what it was sent.
 *
 * It reports each phase when it is over as a line of JSON on standard output; times are microseconds.
 * Exit status 0: all went well, also the check; 1: it did not, as the line with "error" says.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MARK_BYTES = 18, PING_MARK_BYTES = 8, CARRY_BYTES = 512, READ_BYTES = 256 * 1024, MAX_SAMPLES = 2000000,
       STALLED_BYTES = 64 * 1024 };

struct bytes {
  char *at;
  size_t length;
};

struct step {
  bool says;
  struct bytes bytes;
  struct step *next;
};

struct sender;

struct connection {
  int fd;
  int group;
  bool sends, reads, stalls, ready, stopped;
  const char *address;
  /* 0: that of the target */
  int port;
  struct step *steps, **last_step;
  struct bytes token_prefix;
  size_t token_bytes;
  char token[128];
  struct bytes template;
  struct sender *sender;
  /* what is still to be written */
  char *out;
  size_t out_from, out_to, out_size;
  bool out_waits;
  /* the end of what was read, when it may be the beginning of something */
  char carry[CARRY_BYTES];
  size_t carried;
  /* the number expected next from each sender of the group */
  uint32_t *expected;
};

struct sender {
  struct connection *connection;
  int number, number_in_group;
  uint32_t sent, completed;
  int audience;
  struct bytes message;
  size_t mark_at, id_at, mid_at;
  uint64_t *sent_at;
  uint16_t *left;
};

struct group {
  int readers, senders;
};

static struct {
  struct sockaddr_in target;
  uint32_t window, text;
  bool acknowledged, echo;
  struct bytes acknowledgement, ping, pong;
  int ramp, warmup, run, repeat, stall, hold, patience;
} plan = {.window = 1, .text = 100, .ramp = 16, .warmup = 500, .run = 2000, .repeat = 1, .patience = 10000};

static struct connection *connections;
static int connection_count, connection_room;
static struct sender **senders;
static int sender_count;
static struct group *groups;
static int group_count;
static int poller;
static uint64_t deliveries, completed, sent, wrong, last_progress;
static float *samples;
static uint64_t sample_count;
static char *read_buffer;
static bool talking;
static bool spins;

static _Noreturn void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("{\"event\":\"error\",\"error\":\"");
  char text[2048];
  vsnprintf(text, sizeof text, format, arguments);
  for (char *at = text; *at; at++) putchar(*at == '"' || *at == '\\' || *at < ' ' ? '\'' : *at);
  printf("\"}\n");
  exit(1);
}

static uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void *room(size_t size) {
  void *at = calloc(1, size ? size : 1);
  if (!at) fail("out of memory");
  return at;
}

/* ------------------------------------------------------------------ the plan */

static struct bytes from_hex(const char *hex) {
  struct bytes bytes = {room(strlen(hex) / 2 + 1), strlen(hex) / 2};
  for (size_t at = 0; at < bytes.length; at++) {
    unsigned value;
    if (sscanf(hex + 2 * at, "%2x", &value) != 1) fail("the plan has bytes that are not hexadecimal");
    bytes.at[at] = (char)value;
  }
  return bytes;
}

static struct connection *add_connection(int group, const char *flags, const char *address) {
  if (connection_count == connection_room) {
    connection_room = connection_room ? connection_room * 2 : 64;
    connections = realloc(connections, (size_t)connection_room * sizeof *connections);
    if (!connections) fail("out of memory");
  }
  struct connection *connection = &connections[connection_count++];
  memset(connection, 0, sizeof *connection);
  connection->fd = -1;
  connection->group = group;
  connection->sends = strchr(flags, 's');
  connection->reads = strchr(flags, 'r');
  connection->stalls = strchr(flags, 'x');
  connection->address = *address ? strdup(address) : NULL;
  if (group >= group_count) group_count = group + 1;
  return connection;
}

static void add_step(struct connection *connection, bool says, const char *hex) {
  struct step *step = room(sizeof *step);
  *step = (struct step){says, from_hex(hex), NULL};
  struct step **end = &connection->steps;
  while (*end) end = &(*end)->next;
  *end = step;
}

static void read_plan(void) {
  char *line = NULL;
  size_t size = 0;
  struct connection *last = NULL;
  while (getline(&line, &size, stdin) > 0) {
    char *word = strtok(line, " \n"), *first = strtok(NULL, " \n"), *second = strtok(NULL, " \n");
    char *third = strtok(NULL, " \n");
    if (!word) continue;
    if (!first) fail("the plan has a line without a value: %s", word);
    int number = atoi(first);
    if (!strcmp(word, "target")) {
      plan.target = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(second))};
      inet_pton(AF_INET, first, &plan.target.sin_addr);
    } else if (!strcmp(word, "window")) plan.window = (uint32_t)number;
    else if (!strcmp(word, "text")) plan.text = (uint32_t)number;
    else if (!strcmp(word, "credit")) plan.acknowledged = !strcmp(first, "acknowledged");
    else if (!strcmp(word, "acknowledgement")) plan.acknowledgement = from_hex(first);
    else if (!strcmp(word, "echo")) plan.echo = number;
    else if (!strcmp(word, "answer")) plan.ping = from_hex(first), plan.pong = from_hex(second);
    else if (!strcmp(word, "ramp")) plan.ramp = number;
    else if (!strcmp(word, "warmup")) plan.warmup = number;
    else if (!strcmp(word, "run")) plan.run = number;
    else if (!strcmp(word, "repeat")) plan.repeat = number;
    else if (!strcmp(word, "stall")) plan.stall = number;
    else if (!strcmp(word, "hold")) plan.hold = number;
    else if (!strcmp(word, "patience")) plan.patience = number;
    else if (!strcmp(word, "connection")) last = add_connection(number, second, third ? third : "");
    else if (!last) fail("the plan says %s before any connection", word);
    else if (!strcmp(word, "port")) last->port = number;
    else if (!strcmp(word, "say")) add_step(last, true, first);
    else if (!strcmp(word, "await")) add_step(last, false, first);
    else if (!strcmp(word, "message")) last->template = from_hex(first);
    else if (!strcmp(word, "token")) {
      last->token_prefix = from_hex(first);
      last->token_bytes = (size_t)atoi(second);
      if (last->token_bytes >= sizeof last->token) fail("the plan has a token that is too long");
    } else fail("the plan has a word that is not known: %s", word);
  }
  free(line);
}

/* ------------------------------------------------------------------ messages */

static size_t place(struct bytes *message, const char *name, const char *value, size_t length) {
  char *at = memmem(message->at, message->length, name, strlen(name));
  if (!at) return SIZE_MAX;
  size_t before = (size_t)(at - message->at), after = before + strlen(name);
  struct bytes made = {room(message->length + length), message->length - strlen(name) + length};
  memcpy(made.at, message->at, before);
  memcpy(made.at + before, value, length);
  memcpy(made.at + before + length, message->at + after, message->length - after);
  free(message->at);
  *message = made;
  return before;
}

static void write_digits(char *at, uint32_t number, int count) {
  for (int digit = count - 1; digit >= 0; digit--, number /= 10) at[digit] = (char)('0' + number % 10);
}

static uint64_t milliseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

/* A mid as clients make them: time, then what makes it unique, so that later ones are greater. */
static void write_mid(char *at, int sender, uint32_t number) {
  static const char alphabet[] = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
  static uint64_t latest;
  uint64_t now = milliseconds();
  if (now > latest) latest = now;
  uint64_t time = latest, count = number, own = (uint64_t)sender + 1;
  for (int place = 7; place >= 0; place--, time >>= 6) at[place] = alphabet[time & 63];
  for (int place = 13; place >= 8; place--, count >>= 6) at[place] = alphabet[count & 63];
  for (int place = 20; place >= 14; place--, own *= 0x9E3779B97F4A7C15u) at[place] = alphabet[own >> 58];
  at[21] = 'A';
}

static void make_sender(struct connection *connection) {
  struct sender *sender = room(sizeof *sender);
  struct group *group = &groups[connection->group];
  sender->connection = connection;
  sender->number = sender_count;
  sender->number_in_group = group->senders++;
  sender->sent_at = room(plan.window * sizeof *sender->sent_at);
  sender->left = room(plan.window * sizeof *sender->left);
  connection->sender = sender;
  senders = realloc(senders, (size_t)(sender_count + 1) * sizeof(struct sender *));
  senders[sender_count++] = sender;
}

/* Once its token is known: everything in a message but the numbers stays. */
static void make_message(struct sender *sender) {
  struct connection *connection = sender->connection;
  struct bytes message = {room(connection->template.length), connection->template.length};
  memcpy(message.at, connection->template.at, message.length);
  char text[65536], zeros[32];
  memset(text, 'x', sizeof text);
  for (uint32_t at = 24; at < plan.text; at += 6) text[at] = ' ';
  memset(zeros, '0', sizeof zeros);
  place(&message, "<<token>>", connection->token, connection->token_bytes);
  place(&message, "<<id>>", zeros, 10);
  place(&message, "<<mid>>", zeros, 22);
  text[0] = text[17] = '|', text[6] = '.';
  write_digits(text + 1, (uint32_t)sender->number, 5);
  memset(text + 7, '0', 10);
  place(&message, "<<text>>", text, plan.text);
  sender->message = message;
  /* where the numbers came to lie, now that everything has its length */
  char mark[8];
  memcpy(mark, text, 7);
  sender->mark_at = (size_t)((char *)memmem(message.at, message.length, mark, 7) - message.at);
  struct bytes probe = {room(connection->template.length), connection->template.length};
  memcpy(probe.at, connection->template.at, probe.length);
  place(&probe, "<<token>>", connection->token, connection->token_bytes);
  place(&probe, "<<text>>", text, plan.text);
  struct bytes other = {room(probe.length), probe.length};
  memcpy(other.at, probe.at, probe.length);
  place(&probe, "<<mid>>", zeros, 22);
  sender->id_at = place(&probe, "<<id>>", zeros, 10);
  place(&other, "<<id>>", zeros, 10);
  sender->mid_at = place(&other, "<<mid>>", zeros, 22);
  free(probe.at), free(other.at);
}

/* ------------------------------------------------------------------ writing */

static void watch(struct connection *connection, bool add) {
  struct epoll_event event = {.events = (connection->stopped ? 0 : EPOLLIN) | (connection->out_waits ? EPOLLOUT : 0),
                              .data.ptr = connection};
  epoll_ctl(poller, add ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, connection->fd, &event);
}

static void flush(struct connection *connection) {
  while (connection->out_from < connection->out_to) {
    ssize_t count = write(connection->fd, connection->out + connection->out_from,
                          connection->out_to - connection->out_from);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno != EAGAIN) fail("writing to the server failed: %s", strerror(errno));
    if (count < 0) break;
    connection->out_from += (size_t)count;
  }
  bool waits = connection->out_from < connection->out_to;
  if (!waits) connection->out_from = connection->out_to = 0;
  if (waits == connection->out_waits) return;
  connection->out_waits = waits;
  watch(connection, false);
}

static void append(struct connection *connection, const char *bytes, size_t length) {
  if (connection->out_to + length > connection->out_size) {
    memmove(connection->out, connection->out + connection->out_from, connection->out_to - connection->out_from);
    connection->out_to -= connection->out_from;
    connection->out_from = 0;
  }
  if (connection->out_to + length > connection->out_size) {
    connection->out_size = (connection->out_to + length) * 2;
    connection->out = realloc(connection->out, connection->out_size);
    if (!connection->out) fail("out of memory");
  }
  memcpy(connection->out + connection->out_to, bytes, length);
  connection->out_to += length;
}

static void talk(struct sender *sender) {
  struct connection *connection = sender->connection;
  if (connection->out_waits || sender->sent - sender->completed >= plan.window) return;
  uint64_t now = now_ns();
  while (sender->sent - sender->completed < plan.window) {
    uint32_t number = sender->sent++;
    char *message = sender->message.at;
    write_digits(message + sender->mark_at + 7, number, 10);
    if (sender->id_at != SIZE_MAX) write_digits(message + sender->id_at, 1000000000 + number, 10);
    if (sender->mid_at != SIZE_MAX) write_mid(message + sender->mid_at, sender->number, number);
    sender->sent_at[number % plan.window] = now;
    sender->left[number % plan.window] = (uint16_t)sender->audience;
    append(connection, message, sender->message.length);
    sent++;
  }
  flush(connection);
}

/* ------------------------------------------------------------------ reading */

static void complete(struct sender *sender, uint32_t number, uint64_t now) {
  float us = (float)(now - sender->sent_at[number % plan.window]) / 1000;
  if (sample_count < MAX_SAMPLES) samples[sample_count] = us;
  else {
    uint64_t other = ((uint64_t)rand() << 31 | (uint64_t)rand()) % (sample_count + 1);
    if (other < MAX_SAMPLES) samples[other] = us;
  }
  sample_count++;
  completed++;
  sender->completed++;
  last_progress = now;
}

static uint32_t digits(const char *at, int count) {
  uint32_t number = 0;
  for (int digit = 0; digit < count; digit++) number = number * 10 + (uint32_t)(at[digit] - '0');
  return number;
}

static void take_mark(struct connection *connection, const char *mark, uint64_t now) {
  uint32_t number = digits(mark + 1, 5), count = digits(mark + 7, 10);
  if (number >= (uint32_t)sender_count) {
    wrong++;
    return;
  }
  struct sender *sender = senders[number];
  if (sender->connection->group != connection->group || !connection->reads ||
      connection->expected[sender->number_in_group] != count) {
    wrong++;
    return;
  }
  connection->expected[sender->number_in_group] = count + 1;
  deliveries++;
  if (plan.acknowledged || (connection->stalls && plan.stall)) return;
  if (--sender->left[count % plan.window] == 0) complete(sender, count, now);
}

/* Returns how many bytes at the end may be the beginning of a mark. */
static size_t take_marks(struct connection *connection, const char *at, size_t length, uint64_t now) {
  const char *end = at + length;
  while (at < end) {
    const char *mark = memchr(at, '|', (size_t)(end - at));
    if (!mark) return 0;
    if (end - mark < MARK_BYTES) return (size_t)(end - mark);
    if (mark[6] == '.' && mark[17] == '|') {
      take_mark(connection, mark, now);
      at = mark + MARK_BYTES;
    } else at = mark + 1;
  }
  return 0;
}

static size_t take_acknowledgements(struct sender *sender, const char *at, size_t length, uint64_t now) {
  const char *end = at + length;
  size_t wanted = plan.acknowledgement.length;
  for (;;) {
    const char *found = memmem(at, (size_t)(end - at), plan.acknowledgement.at, wanted);
    if (!found) break;
    if (sender->completed == sender->sent) wrong++;
    else complete(sender, sender->completed, now);
    at = found + wanted;
  }
  size_t rest = (size_t)(end - at);
  return rest < wanted - 1 ? rest : wanted - 1;
}

static int getting_ready, ready_count;

static void get_ready(struct connection *connection, const char *seen, size_t length) {
  if (connection->token_bytes && !connection->token[0] && length) {
    const char *found = memmem(seen, length, connection->token_prefix.at, connection->token_prefix.length);
    if (found) {
      const char *token = found + connection->token_prefix.length;
      if ((size_t)(seen + length - token) >= connection->token_bytes) {
        memcpy(connection->token, token, connection->token_bytes);
      }
    }
  }
  while (connection->steps) {
    struct step *step = connection->steps;
    if (step->says) append(connection, step->bytes.at, step->bytes.length);
    else {
      const char *found = length ? memmem(seen, length, step->bytes.at, step->bytes.length) : NULL;
      if (!found) break;
      connection->carried = 0;
      size_t used = (size_t)(found - seen) + step->bytes.length;
      seen += used, length -= used;
    }
    connection->steps = step->next;
  }
  flush(connection);
  if (connection->steps || connection->ready) return;
  connection->ready = true;
  ready_count++;
  getting_ready--;
  if (connection->sends) make_message(connection->sender);
}

/* The bytes behind the last ping that is whole: to answer it answers those before. */
static char *after_last_ping(char *from, size_t length) {
  char *mark = NULL, *end = from + length;
  for (char *at = from; (at = memmem(at, (size_t)(end - at), plan.ping.at, plan.ping.length)); mark = at) {
    at += plan.ping.length;
    if (end - at < PING_MARK_BYTES) break;
  }
  return mark;
}

static void take(struct connection *connection, char *from, size_t length, uint64_t now) {
  char *mark = plan.ping.length ? after_last_ping(from, length) : NULL;
  if (mark) {
    struct bytes pong = {room(plan.pong.length), plan.pong.length};
    memcpy(pong.at, plan.pong.at, pong.length);
    place(&pong, "<<token>>", connection->token, connection->token_bytes);
    place(&pong, "<<mark>>", mark, PING_MARK_BYTES);
    append(connection, pong.at, pong.length);
    free(pong.at);
    flush(connection);
  }
  size_t rest;
  if (!connection->ready) {
    get_ready(connection, from, length);
    rest = length < CARRY_BYTES ? length : CARRY_BYTES;
    if (connection->ready) rest = 0;
  } else if (plan.acknowledged && connection->sends) {
    rest = take_acknowledgements(connection->sender, from, length, now);
  } else rest = take_marks(connection, from, length, now);
  memcpy(connection->carry, from + length - rest, rest);
  connection->carried = rest;
}

static void read_from(struct connection *connection) {
  memcpy(read_buffer, connection->carry, connection->carried);
  ssize_t count = read(connection->fd, read_buffer + connection->carried, READ_BYTES);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    fail("the server ended connection %d %s: %s; last it said: %.*s", (int)(connection - connections),
         connection->ready ? "at work" : "before it was ready", count < 0 ? strerror(errno) : "end",
         (int)connection->carried, connection->carry);
  }
  size_t length = connection->carried + (size_t)count;
  connection->carried = 0;
  take(connection, read_buffer, length, now_ns());
}

/* ------------------------------------------------------------------ phases */

static void open_connection(struct connection *connection) {
  connection->fd = socket(AF_INET, SOCK_STREAM, 0);
  int yes = 1;
  setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connection->stalls) { /* soon full, so that the rest is on the server's hands */
    int bytes = STALLED_BYTES;
    setsockopt(connection->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  }
  if (connection->address) {
    struct sockaddr_in own = {.sin_family = AF_INET};
    inet_pton(AF_INET, connection->address, &own.sin_addr);
    setsockopt(connection->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (bind(connection->fd, (struct sockaddr *)&own, sizeof own)) fail("binding failed: %s", strerror(errno));
  }
  struct sockaddr_in target = plan.target;
  if (connection->port) target.sin_port = htons((uint16_t)connection->port);
  if (connect(connection->fd, (struct sockaddr *)&target, sizeof target)) {
    fail("connecting failed: %s", strerror(errno));
  }
  fcntl(connection->fd, F_SETFL, O_NONBLOCK);
  watch(connection, true);
  getting_ready++;
  get_ready(connection, NULL, 0);
}

static void talk_all(void) {
  for (int index = 0; index < sender_count; index++) talk(senders[index]);
}

/* Waits for events as epoll_wait does, asleep or, where it spins, by asking again and again. */
static int wait_for_events(struct epoll_event *events, int most, int timeout_ms) {
  if (!spins || !talking) return epoll_wait(poller, events, most, timeout_ms);
  uint64_t until = now_ns() + (uint64_t)timeout_ms * 1000000;
  int count;
  do count = epoll_wait(poller, events, most, 0);
  while (count == 0 && now_ns() < until);
  return count;
}

static void round_of_events(int timeout_ms) {
  static struct epoll_event events[1024];
  int count = wait_for_events(events, 1024, timeout_ms);
  for (int index = 0; index < count; index++) {
    struct connection *connection = events[index].data.ptr;
    if (events[index].events & EPOLLOUT) flush(connection);
    if (events[index].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_from(connection);
  }
  if (talking) talk_all();
}

static void connect_all(void) {
  uint64_t start = now_ns(), progress = start;
  int opened = 0, ready_before = 0;
  while (ready_count < connection_count) {
    while (opened < connection_count && getting_ready < plan.ramp) open_connection(&connections[opened++]);
    round_of_events(100);
    if (ready_count > ready_before) ready_before = ready_count, progress = now_ns();
    if (now_ns() - progress > 20000000000u) {
      for (int index = 0; index < opened; index++)
        if (!connections[index].ready)
          fail("connection %d does not get ready; last the server said: %.*s", index,
               (int)connections[index].carried, connections[index].carry);
    }
  }
  printf("{\"event\":\"connected\",\"connections\":%d,\"seconds\":%.3f}\n", connection_count,
         (double)(now_ns() - start) / 1e9);
}

static int by_size(const void *left, const void *right) {
  float a = *(const float *)left, b = *(const float *)right;
  return (a > b) - (a < b);
}

static bool out_of_patience(void) {
  return now_ns() - last_progress > (uint64_t)plan.patience * 1000000;
}

static void check_progress(void) {
  if (!out_of_patience()) return;
  struct connection *connection = senders[0]->connection;
  fail("nothing was completed for %d ms; sent %llu, completed %llu, wrong %llu, last its first sender heard: %.*s",
       plan.patience, (unsigned long long)sent, (unsigned long long)completed, (unsigned long long)wrong, (int)connection->carried, connection->carry);
}

static void phase(const char *name, int ms) {
  uint64_t start = now_ns(), end = start + (uint64_t)ms * 1000000, now = start;
  uint64_t deliveries_before = deliveries, completed_before = completed;
  sample_count = 0;
  last_progress = start;
  if (talking) talk_all(); /* at first nothing is in flight that could wake it */
  while (now < end) {
    int left = (int)((end - now) / 1000000);
    round_of_events(left < 1 ? 1 : left > 1000 ? 1000 : left);
    now = now_ns();
    if (talking) check_progress();
  }
  uint64_t count = sample_count < MAX_SAMPLES ? sample_count : MAX_SAMPLES;
  qsort(samples, count, sizeof *samples, by_size);
  double seconds = (double)(now - start) / 1e9;
#define AT(share) (count ? (double)samples[(uint64_t)((double)(count - 1) * (share))] : 0.0)
  printf("{\"event\":\"phase\",\"name\":\"%s\",\"seconds\":%.6f,\"completed\":%llu,\"deliveries\":%llu,"
         "\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"max\":%.1f}\n",
         name, seconds, (unsigned long long)(completed - completed_before),
         (unsigned long long)(deliveries - deliveries_before), AT(0.5), AT(0.9), AT(0.99), AT(1));
}

static void set_stopped(bool stopped) {
  for (int index = 0; index < connection_count; index++) {
    struct connection *connection = &connections[index];
    if (!connection->stalls) continue;
    connection->stopped = stopped;
    watch(connection, false);
  }
}

/* Messages that every reader has still to get, of all its group has sent. */
static uint64_t missing(void) {
  uint64_t count = 0;
  for (int index = 0; index < connection_count; index++) {
    struct connection *connection = &connections[index];
    if (!connection->reads) continue;
    for (int number = 0; number < sender_count; number++) {
      struct sender *sender = senders[number];
      if (sender->connection->group != connection->group) continue;
      if (sender->connection == connection && !plan.echo) continue;
      count += sender->sent - connection->expected[sender->number_in_group];
    }
  }
  return count;
}

static void finish(void) {
  talking = false;
  uint64_t start = now_ns(), before = UINT64_MAX, left;
  while ((left = missing() + (plan.acknowledged ? sent - completed : 0)) > 0) {
    if (left < before) before = left, last_progress = now_ns();
    if (out_of_patience()) break;
    round_of_events(10);
  }
  printf("{\"event\":\"verified\",\"sent\":%llu,\"completed\":%llu,\"deliveries\":%llu,\"missing\":%llu,"
         "\"wrong\":%llu,\"seconds\":%.3f}\n",
         (unsigned long long)sent, (unsigned long long)completed, (unsigned long long)deliveries,
         (unsigned long long)left, (unsigned long long)wrong, (double)(now_ns() - start) / 1e9);
  if (left || wrong) exit(1);
}

static void prepare(void) {
  groups = room((size_t)group_count * sizeof *groups);
  for (int index = 0; index < connection_count; index++) {
    struct connection *connection = &connections[index];
    if (connection->reads && !(connection->stalls && plan.stall)) groups[connection->group].readers++;
    if (connection->sends) make_sender(connection);
  }
  for (int index = 0; index < connection_count; index++) {
    struct connection *connection = &connections[index];
    if (connection->reads) {
      connection->expected = room((size_t)groups[connection->group].senders * sizeof *connection->expected);
    }
    if (!connection->sends) continue;
    int own = connection->reads && !plan.echo;
    connection->sender->audience = groups[connection->group].readers - own;
  }
  samples = room(MAX_SAMPLES * sizeof *samples);
  read_buffer = room(READ_BYTES + CARRY_BYTES);
}

int main(int argument_count, char **arguments) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  spins = argument_count > 1 && !strcmp(arguments[1], "spin");
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  read_plan();
  poller = epoll_create1(0);
  prepare();
  connect_all();
  if (plan.hold) phase("hold", plan.hold);
  if (!sender_count) return 0;
  talking = true;
  if (plan.warmup) phase("warmup", plan.warmup);
  for (int time = 0; time < plan.repeat; time++) phase("run", plan.run);
  if (plan.stall) {
    set_stopped(true);
    phase("stall", plan.stall);
    set_stopped(false);
  }
  finish();
  return 0;
}
