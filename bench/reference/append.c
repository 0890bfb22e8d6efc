/*
 * How fast bytes can be put on the disk at all: appends so many bytes to a file and flushes them, again and
 * again. Arguments: the file, bytes, milliseconds. Prints a line of JSON; times are microseconds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_SAMPLES = 4000000 };

static double now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int by_size(const void *left, const void *right) {
  float a = *(const float *)left, b = *(const float *)right;
  return (a > b) - (a < b);
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  size_t bytes = (size_t)atol(arguments[2]);
  int file = open(arguments[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
  char *block = malloc(bytes);
  float *samples = malloc(MAX_SAMPLES * sizeof *samples);
  if (file < 0 || !block || !samples) return 1;
  memset(block, 'x', bytes);
  int taken = 0;
  double start = now_us(), end = start + atof(arguments[3]) * 1000, now = start;
  while (now < end && taken < MAX_SAMPLES) {
    double before = now;
    if (write(file, block, bytes) != (ssize_t)bytes || fsync(file)) return 1;
    now = now_us();
    samples[taken++] = (float)(now - before);
  }
  if (taken == 0) return 1;
  qsort(samples, (size_t)taken, sizeof *samples, by_size);
  printf("{\"bytes\":%zu,\"seconds\":%.6f,\"flushes\":%d,\"p50\":%.1f,\"p99\":%.1f}\n", bytes, (now - start) / 1e6,
         taken, samples[(taken - 1) / 2], samples[(int)((taken - 1) * 0.99)]);
  return 0;
}
