import type { ServerMessage, ServerMessages } from '../../src/wire/messages.ts';
import { readContent, type ShownContent } from '../../src/words/content.ts';
import { type ReadEntry, readRuns } from '../../src/words/runs.ts';

/** An entry of a room as a test reads it. */
export interface HeardMessage {
  readonly seq: number;
  readonly mid: string;
  readonly from: string;
  readonly at: number;
  readonly kind: ShownContent['kind'];
  readonly text: string;
  readonly of: number;
}

/** Messages of the server as tests take them: entries one by one, and pages of history with theirs read. */
export interface ReceivedMessages extends Omit<ServerMessages, 'entries' | 'history'> {
  readonly message: HeardMessage & { readonly type: 'message'; readonly room: string };
  readonly history: ServerMessages['history'] & { readonly messages: readonly HeardMessage[] };
}

/** One of them. */
export type ReceivedMessage = ReceivedMessages[keyof ReceivedMessages];

/** The values that a test takes from a message of the server, in its order. */
export function receivedFrom(message: ServerMessage): ReceivedMessage[] {
  if (message.type === 'history') return [{ ...message, messages: heard(message) }];
  if (message.type !== 'entries') return [message];
  const { room } = message;
  return heard(message).map((one) => ({ type: 'message', room, ...one }));
}

/** The entries of an envelope. */
export function heard({ first, runs }: Pick<ServerMessages['entries'], 'first' | 'runs'>) {
  return Array.from(readRuns(first, runs), toHeard);
}

function toHeard({ content, ...place }: ReadEntry<object>): HeardMessage {
  return { ...place, ...readContent(content as Record<string, unknown>) };
}
