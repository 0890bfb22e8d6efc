import { useEffect, useRef } from 'preact/hooks';
import { textOf } from '../../texts/text-of.ts';
import { sendFiles } from './send-files.ts';
import { SignButton } from './sign-button.tsx';
import { useObserved } from './use-observed.ts';
import type { Visit } from './visit.ts';

/** A button by which a person chooses files and sends them to the room; `/upload` does the same. */
export function FileChoice({ visit, room }: { readonly visit: Visit; readonly room: string }) {
  const chooser = useRef<HTMLInputElement>(null);
  const text = useRef('');
  const asked = useObserved(visit.askedFiles);
  useEffect(() => {
    if (asked === undefined) return;
    visit.askedFiles.set(undefined);
    text.current = asked.text;
    chooser.current?.click();
  }, [asked, visit]);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          sendFiles(visit, room, currentTarget.files, text.current);
          currentTarget.value = '';
        }}
      />
      <SignButton
        sign="+"
        words={textOf('page.send-file')}
        onDo={() => visit.askedFiles.set({ text: '' })}
      />
    </>
  );
}
