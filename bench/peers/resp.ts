import { textBytes } from '../measure/text.ts';
import { versionOf } from './peer.ts';

/** A command to Redis; the word `<<text>>` counts as the text it stands for. */
export function redisCommand(...words: readonly string[]): string {
  const bulks = words.map((word) => {
    const length = word === '<<text>>' ? textBytes : Buffer.byteLength(word);
    return `$${length}\r\n${word}\r\n`;
  });
  return `*${words.length}\r\n${bulks.join('')}`;
}

/** The version of Redis that is installed. */
export function redisVersion(): string | undefined {
  return versionOf('redis-server', ['--version'], /v=(\S+)/);
}
