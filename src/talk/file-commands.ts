import { InputError } from '../base/errors.ts';
import type { LineMessage } from '../client/core/events.ts';
import { textOf } from '../texts/text-of.ts';
import type { AtLine } from './at-line.ts';
import { type Command, takeWord } from './commands.ts';
import { inRoom } from './nearest-room.ts';
import { errorLines, noticeLines } from './render.ts';
import { fileSizeWords } from './render-file.ts';
import { safeLine } from './safe-text.ts';
import type { Transfers } from './transfers.ts';
import { takePath } from './typed-path.ts';

/** How often it is told how far a file has come, in milliseconds. */
const toldEveryMs = 5_000;

/** Written behind the number, it lets a file take the place of another. */
const overWord = '--over';

/** The commands for files. */
export const fileCommands: readonly Command<AtLine>[] = [
  {
    name: 'upload',
    arguments: 'PATH [TEXT]',
    summary: () => textOf('help.upload'),
    details: () => textOf('help.upload.more'),
    run(context, rest) {
      const transfers = transfersOf(context);
      const [typed, text] = takePath(rest);
      if (typed === '') throw new InputError(textOf('file.which-path'));
      const { client, room } = context;
      const path = transfers.files.resolve(typed);
      const told = toldProgress(context, typed);
      const send = (signal: AbortSignal) =>
        client.upload(path, {
          ...{ room, text, signal },
          onProgress: ({ done, bytes }) => told('file.sent', done, bytes),
        });
      return context.handOver(room, `/upload ${rest}`, () =>
        transfers.run((signal) => inRoom(client, room, () => send(signal))),
      );
    },
  },
  {
    name: 'download',
    arguments: 'N [PATH]',
    summary: () => textOf('help.download'),
    details: () => textOf('help.download.more', { which: textOf('help.which') }),
    async run(context, rest) {
      const transfers = transfersOf(context);
      const [word, more] = takeWord(rest);
      if (!/^[1-9]\d{0,5}$/.test(word)) throw new InputError(textOf('file.which-message'));
      const overwrite = more === overWord || more.startsWith(`${overWord} `);
      const [typed] = takePath(overwrite ? more.slice(overWord.length) : more);
      const message = context.transcript.pick(context.room, Number(word));
      const fetching = transfers.run((signal) =>
        fetchFile(context, transfers, { message, typed, overwrite, number: word, signal }),
      );
      // The talk goes on meanwhile; a program that types waits.
      if (!context.screen.interactive) return fetching;
      fetching.catch((error: unknown) =>
        context.screen.note(errorLines(error, context.view().style)),
      );
    },
  },
];

function transfersOf({ transfers }: AtLine): Transfers {
  if (transfers !== undefined) return transfers;
  throw new InputError(textOf('file.no-files-here'));
}

async function fetchFile(
  context: AtLine,
  { files }: Transfers,
  wanted: {
    readonly message: LineMessage;
    readonly typed: string;
    readonly overwrite: boolean;
    readonly number: string;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { message, typed, overwrite, number, signal } = wanted;
  const { file } = message;
  if (file === null) throw new InputError(textOf('file.none', { number }));
  const path = files.pathFor(file, typed);
  if (!overwrite && files.exists(path)) {
    throw new InputError(textOf('file.there', { path: safeLine(path), number, over: overWord }));
  }
  const bytes = context.client.download(message, { signal });
  const told = toldProgress(context, file.name);
  const onProgress = (done: number) => told('file.fetched', done, file.bytes);
  await files.save({ bytes, file, path, overwrite, onProgress });
  note(context, textOf('file.saved', { path: safeLine(path) }));
}

/** Tells now and then how far a file has come. */
function toldProgress(context: AtLine, path: string) {
  let toldAt = performance.now();
  return (text: 'file.sent' | 'file.fetched', done: number, bytes: number | undefined): void => {
    const now = performance.now();
    if (now - toldAt < toldEveryMs || done === bytes) return;
    toldAt = now;
    const all = fileSizeWords(bytes ?? done);
    note(context, textOf(text, { name: safeLine(path), done: fileSizeWords(done), all }));
  };
}

function note({ screen, view }: AtLine, text: string): void {
  screen.note(noticeLines(text, view().style));
}
