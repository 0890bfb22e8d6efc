import type { LineMessage } from '../../client/core/events.ts';
import type { Visit } from './visit.ts';

/** Answers a message with an emoji, or takes it back; what is refused is shown in the room. */
export function react(
  { talk, line }: Pick<Visit, 'talk' | 'line'>,
  message: LineMessage,
  emoji: string,
  verb: 'react' | 'unreact',
): void {
  const work = () => line[verb](message, emoji);
  talk.handOver(message.roomName, emoji, work, { isTyped: false });
}
