import { inRoom } from '../../talk/nearest-room.ts';
import type { Visit } from './visit.ts';

/**
 * Sends files to a room, one message each; what is refused is shown like a message that is.
 *
 * @param text is said about the first
 */
export function sendFiles(
  { talk, line, sentFiles }: Visit,
  room: string,
  files: FileList | null,
  text = '',
): void {
  for (const [place, file] of [...(files ?? [])].entries()) {
    const options = { room, ...(place === 0 && text !== '' ? { text } : {}) };
    const send = () =>
      sentFiles.during(file, (means) =>
        inRoom(line, room, () => line.upload(file, { ...options, ...means })),
      );
    talk.handOver(room, file.name, send, { isTyped: false });
  }
}
