import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pause } from './pause.ts';

const hourMs = 3_600_000;
const { signal } = new AbortController();

describe('a pause', () => {
  it('lasts as long as it was made, and ends with its signal', async () => {
    await new Pause(1, 0, signal).over;
    const stop = new AbortController();
    const { over } = new Pause(hourMs, hourMs, stop.signal);
    stop.abort();
    await over;
    await new Pause(hourMs, 0, stop.signal).over;
  });

  it('is shortened, never lengthened', async () => {
    const pause = new Pause(hourMs, 0, signal);
    pause.shorten(1);
    pause.shorten(hourMs);
    await pause.over;
  });

  it('is never shorter than the server wants it', async () => {
    const since = performance.now();
    const pause = new Pause(hourMs, 30, signal);
    pause.shorten(0);
    await pause.over;
    // Timers of Node may fire a millisecond early.
    assert.ok(performance.now() - since >= 28);
  });
});
