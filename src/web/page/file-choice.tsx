import { useRef } from 'preact/hooks';
import { inRoom } from '../../talk/nearest-room.ts';
import { textOf } from '../../texts/text-of.ts';
import type { Visit } from './visit.ts';

/** A button by which a person chooses files and sends them to the room. */
export function FileChoice({ visit, room }: { readonly visit: Visit; readonly room: string }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          sendFiles(visit, room, currentTarget.files);
          currentTarget.value = '';
        }}
      />
      <button
        type="button"
        class="plain attach"
        aria-label={textOf('page.send-file')}
        onClick={() => chooser.current?.click()}
      >
        +
      </button>
    </>
  );
}

/** Sends files to a room, one message each; what is refused is shown like a message that is. */
export function sendFiles({ talk, line }: Visit, room: string, files: FileList | null): void {
  for (const file of files ?? []) {
    talk.handOver(room, file.name, () => inRoom(line, room, () => line.upload(file, { room })));
  }
}
