import type { LineMessage } from '../../client/core/events.ts';
import { errorLines } from '../../talk/render.ts';
import { fileSizeWords } from '../../talk/render-file.ts';
import { safeLine } from '../../talk/safe-text.ts';
import { plainStyle } from '../../talk/style.ts';
import { textOf } from '../../texts/text-of.ts';
import { savedName } from '../../words/file.ts';
import type { Visit } from './visit.ts';

/** The file of a message: its name and size, on a button by which the browser saves it. */
export function FileLink({
  visit,
  message,
}: {
  readonly visit: Visit;
  readonly message: LineMessage;
}) {
  const { file } = message;
  if (file === null) return null;
  const { name, bytes } = file;
  const save = () => {
    visit.line
      .ticket(message, name)
      .then((ticket) => follow(`/files/${ticket}`, savedName(name)))
      .catch((error: unknown) => visit.screen.note(errorLines(error, plainStyle)));
  };
  const size = fileSizeWords(bytes);
  return (
    <button
      type="button"
      class="file"
      aria-label={textOf('page.save-file', { name: safeLine(name), size })}
      onClick={save}
    >
      {textOf('file.mark', { name: safeLine(name), size })}
    </button>
  );
}

/** Has the browser save what is at an address of this server. */
function follow(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
