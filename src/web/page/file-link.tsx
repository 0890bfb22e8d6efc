import type { LineMessage } from '../../client/core/events.ts';
import { errorLines } from '../../talk/render.ts';
import { fileSizeWords } from '../../talk/render-file.ts';
import { safeLine } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import { pageStyle } from '../page-style.ts';
import { saveFile } from './save-file.ts';
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
  const { line, screen } = visit;
  const save = () =>
    saveFile(line, message, file).catch((error: unknown) =>
      screen.note(errorLines(error, pageStyle)),
    );
  const size = fileSizeWords(bytes);
  return (
    <button
      type="button"
      class="file"
      aria-label={textOf('page.save-file', { name: safeLine(name), size })}
      onClick={() => void save()}
    >
      {textOf('file.mark', { name: safeLine(name), size })}
    </button>
  );
}
