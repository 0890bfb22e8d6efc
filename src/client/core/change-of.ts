import { assertArgument, text as aText } from '../../base/arguments.ts';
import { InputError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import { readEmoji } from '../../words/emoji.ts';
import type { ChangeKind } from '../../words/message-kind.ts';
import type { UnsentMessage } from './events.ts';
import { assertChangeOptions, roomOfPlace } from './line-arguments.ts';
import type { ChangeOptions, MessagePlace } from './line-parameters.ts';

const attempts: Readonly<Record<ChangeKind, string>> = {
  edit: 'Cannot edit',
  deletion: 'Cannot delete',
  reaction: 'Cannot react',
  unreaction: 'Cannot take a reaction back',
};

/**
 * A change of a message, as it is sent.
 *
 * @throws InputError for arguments of another kind, and for a reaction that is no emoji
 */
export function changeOf(
  kind: ChangeKind,
  message: MessagePlace,
  text: string,
  options: ChangeOptions,
): Omit<UnsentMessage, 'mid'> {
  const attempt = attempts[kind];
  const room = roomOfPlace(attempt, message);
  assertArgument(attempt, 'the text', text, aText);
  assertChangeOptions(attempt, options);
  const isReaction = kind === 'reaction' || kind === 'unreaction';
  const read = isReaction ? readEmoji(text) : text.toWellFormed();
  if (read === undefined)
    throw new InputError(worded('emoji.wrong', { attempt, text: JSON.stringify(text) }));
  return { room, content: { kind, text: read }, of: message.seq };
}
