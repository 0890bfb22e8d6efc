import { byteWords } from '../base/byte-words.ts';
import { Progress } from './progress.ts';

/** Runs work on so many bytes; a person is told how far it is. */
export async function withByteProgress<Result>(
  work: (advance: (done: number, total: number) => void) => Promise<Result> | Result,
): Promise<Result> {
  let total = 0;
  const progress = new Progress((done) => `${byteWords(done)} of ${byteWords(total)} done`);
  try {
    return await work((done, all) => {
      total = all;
      progress.tell(done);
    });
  } finally {
    progress.end();
  }
}
