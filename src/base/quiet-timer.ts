/** Lets a program end although this timer runs, where timers hold programs back as those of Node do. */
export function quietTimer<Timer>(timer: Timer): Timer {
  (timer as { unref?(): void }).unref?.();
  return timer;
}
