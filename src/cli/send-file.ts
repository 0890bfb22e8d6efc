import type { Line } from '../client/line.ts';
import { formatRoomReference } from '../words/room-reference.ts';
import { withByteProgress } from './byte-progress.ts';
import type { Sending } from './sender.ts';

/** A file that is sent, and what is said about it. */
export interface SendingFile
  extends Pick<Sending, 'room' | 'mid' | 'deadline' | 'reason' | 'acknowledged'> {
  readonly file: string;
  /** Empty: nothing. */
  readonly text: string;
}

/** Sends a file; resolves when its message is acknowledged. A person is told how far it is. */
export async function sendFile(
  line: Line,
  { room, mid, file, text, deadline, reason, acknowledged }: SendingFile,
): Promise<void> {
  deadline.start('The server has taken nothing of the file for TIME.', reason);
  const posted = await withByteProgress((advance) =>
    line.upload(file, {
      room: formatRoomReference(room),
      text,
      mid,
      signal: deadline.signal,
      onProgress: ({ done, bytes = done }) => {
        deadline.refresh();
        advance(done, bytes);
      },
    }),
  );
  deadline.stop();
  acknowledged(posted);
}
