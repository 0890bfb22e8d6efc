import { connect } from '../client/connect.ts';
import type { Notice } from '../client/core/notices.ts';
import type { LineOptions } from '../client/core/options.ts';
import { defaultTiming } from '../client/core/timing.ts';
import type { Line } from '../client/line.ts';
import { type Aim, Outages } from './outages.ts';
import { processEnvironment } from './process-environment.ts';
import { softwareName } from './software.ts';

/** How a command joins its line, and what a person is told meanwhile. */
export interface ToldLineOptions extends LineOptions {
  /** Follows the line; one that tells only what takes longer than a moment if left out. */
  readonly outages?: Outages | undefined;
  /** Is told what the line has to say, but for answers that do not come. */
  readonly onNotice?: ((notice: Notice) => void) | undefined;
}

/**
 * Joins a line as `connect` does, for a command that a person or a script waits for: whatever takes longer than a
 * moment is told on standard error, at the start and later.
 *
 * @param place where the server is, in words
 */
export async function connectTold(
  { outages = new Outages(), onNotice, ...options }: ToldLineOptions,
  place: string,
): Promise<Line> {
  const aim: Aim = {
    place,
    isTriedOnce: options.retryFirstConnection !== true,
    unansweredMs: options.dataFolder === undefined ? defaultTiming.unansweredTimeoutMs : undefined,
  };
  outages.aim(aim);
  const { quietMs } = processEnvironment();
  const line = await connect({
    software: softwareName(),
    timing: { noAnswerAfterMs: Math.min(defaultTiming.noAnswerAfterMs, quietMs) },
    ...options,
    onState(state) {
      options.onState?.(state);
      outages.take(state);
    },
  });
  return line.on('notice', (notice) => {
    if (notice.code === 'no-answer') outages.silent();
    else onNotice?.(notice);
  });
}
