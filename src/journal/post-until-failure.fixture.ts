import type { Post } from '../chat/post.ts';
import { openDataFolder } from '../store/data-folder.ts';
import { openLocal } from './local-storage.ts';
import { creation, examplePost } from './storage.suite.ts';

/** The result that the program prints. */
export interface PostingResult {
  readonly acknowledged: number;
  readonly failure: string;
}

/** The post with this index, 0 for the first. */
export function longPost(index: number): Post {
  return examplePost(`mid-${index}`, { text: 'x'.repeat(1_000) });
}

/** Posts one message after the other into the journal of a data folder until the journal fails. */
async function postUntilFailure(folder: string): Promise<PostingResult> {
  const { journal, close } = await openLocal(openDataFolder(folder));
  await journal.request(creation('ada'));
  for (let acknowledged = 0; ; acknowledged += 1) {
    try {
      await journal.request(longPost(acknowledged));
    } catch (error) {
      await close();
      return { acknowledged, failure: (error as Error).message };
    }
  }
}

if (import.meta.main) {
  process.stdout.write(JSON.stringify(await postUntilFailure(String(process.argv[2]))));
}
