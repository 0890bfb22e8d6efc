import { fileSizeWords } from '../../talk/render-file.ts';
import { safeLine } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import type { SentFile } from '../sent-files.ts';
import { SignButton } from './sign-button.tsx';
import { useObserved } from './use-observed.ts';
import type { Visit } from './visit.ts';

/** The files on their way, each with how much of it the server has, and a button that calls it off. */
export function SentFilesList({ visit }: { readonly visit: Visit }) {
  const files = useObserved(visit.sentFiles.shown);
  if (files.length === 0) return null;
  return (
    <ul class="sent-files" aria-label={textOf('page.sending')}>
      {files.map((file) => (
        <li key={file.key}>
          <Progress file={file} />
        </li>
      ))}
    </ul>
  );
}

function Progress({ file }: { readonly file: SentFile }) {
  const { done, bytes } = file;
  const name = safeLine(file.name);
  return (
    <>
      <span class="name">{name}</span>
      <progress aria-label={name} max={Math.max(1, bytes)} value={done} />
      <span class="faint">
        {textOf('page.sent-part', { done: fileSizeWords(done), all: fileSizeWords(bytes) })}
      </span>
      <SignButton sign="✕" words={`${textOf('page.cancel')}: ${name}`} onDo={() => file.cancel()} />
    </>
  );
}
