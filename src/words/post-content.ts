import { PartylineError } from '../base/errors.ts';
import type { PostContent } from './content.ts';
import { readEmoji } from './emoji.ts';
import { readFileFacts } from './file.ts';
import { entryKinds } from './message-kind.ts';
import { assertSayable } from './text.ts';

/**
 * Refuses a content that cannot be posted: with a text that is none of its kind, or about nothing where it has to be
 * about something.
 *
 * @param of sequence number of the entry that it is about; 0: of none
 * @param maxBytes of UTF-8, for its text; a client gives what its server said
 * @throws PartylineError `text.empty`, `text.too-long`, `message.invalid`
 */
export function assertPostable(
  { kind, text, names, file }: PostContent,
  of: number,
  maxBytes?: number,
): void {
  if (names !== undefined && kind !== 'urgent') {
    throw invalid('content.names', 'Only an urgent message is addressed to people.');
  }
  if (of === 0 && entryKinds[kind].about === 'always') {
    throw invalid('of', 'It is missing which message is meant.');
  }
  if (file !== undefined && kind !== 'file') {
    throw invalid('content.file', 'Only a message of the kind "file" has a file.');
  }
  switch (kind) {
    case 'file':
      if (readFileFacts(file) === undefined) {
        const sentence =
          'A message of the kind "file" tells of a file, whose name is one line without a path.';
        throw invalid('content.file', sentence);
      }
      assertSayable(text, maxBytes);
      return;
    case 'deletion':
    case 'ack':
      if (text === '') return;
      throw invalid('content.text', 'A deletion or an acknowledgement has an empty text.');
    case 'reaction':
    case 'unreaction':
      if (readEmoji(text) === text) return;
      throw invalid('content.text', 'A reaction is one emoji, and nothing else.');
    default:
      assertSayable(text, maxBytes);
  }
}

function invalid(field: string, sentence: string): PartylineError {
  return new PartylineError('message.invalid', sentence, { field });
}
