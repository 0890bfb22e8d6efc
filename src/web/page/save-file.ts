import type { LineMessage } from '../../client/core/events.ts';
import type { Line } from '../../client/line.ts';
import { type FileFacts, savedName } from '../../words/file.ts';

/**
 * Has the browser save the file of a message, under its own name.
 *
 * @throws (by rejection) PartylineError as the server refuses it
 */
export async function saveFile(
  line: Line,
  message: LineMessage,
  { name }: Pick<FileFacts, 'name'>,
): Promise<void> {
  const ticket = await line.ticket(message, name);
  const link = document.createElement('a');
  link.href = `/files/${ticket}`;
  link.download = savedName(name);
  link.click();
}
