import type { Acknowledgement } from '../client/core/attention.ts';
import type { Posted } from '../client/core/events.ts';
import { ConnectionError } from '../client/core/failures.ts';
import { LineEndedError } from '../client/core/line-ended.ts';
import type { Line } from '../client/line.ts';
import { durationWords } from '../talk/times.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** Waiting for people to acknowledge an urgent message. */
export interface WaitingForAcknowledgements {
  readonly timeoutMs: number;
  /** Is told of each person once: when they acknowledged it, or at the end that they have not. */
  told(person: Acknowledgement): void;
}

/**
 * Waits until everybody has acknowledged an urgent message.
 *
 * @param line one that receives messages
 * @throws (by rejection) CommandError with the exit code `unacknowledged` when the time is over; what ends the line
 */
export async function waitForAcknowledgements(
  line: Line,
  { room, seq }: Posted,
  { timeoutMs, told }: WaitingForAcknowledgements,
): Promise<void> {
  const waiting = new Set<string>();
  const known = new Set<string>();
  const end = Promise.withResolvers<void>();
  const look = async () => {
    try {
      for (const person of await line.attention.acknowledgements({ room, seq })) {
        if (person.acknowledgedAt === null) waiting.add(person.name);
        else waiting.delete(person.name);
        if (person.acknowledgedAt === null || known.has(person.name)) continue;
        known.add(person.name);
        told(person);
      }
      if (waiting.size === 0) end.resolve();
    } catch (error) {
      // A line that is down is made anew, and asked again.
      if (!(error instanceof ConnectionError)) end.reject(error);
    }
  };
  const timer = setTimeout(() => {
    for (const name of waiting) told({ name, acknowledgedAt: null });
    end.reject(unacknowledged([...waiting], timeoutMs));
  }, timeoutMs);
  line
    .on('message', ({ kind, of }) => kind === 'ack' && of === seq && void look())
    .on('welcome', () => void look())
    .on('closed', ({ reason, error }) => end.reject(new LineEndedError(reason, error)));
  try {
    await Promise.all([look(), end.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function unacknowledged(names: readonly string[], timeoutMs: number): CommandError {
  const who =
    names.length === 0
      ? 'It is not known who has'
      : `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} not`;
  const sentence = `${who} acknowledged the message within ${durationWords(timeoutMs)}; it is stored, and waits.`;
  return new CommandError(exitCodes.unacknowledged, sentence);
}
