import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Says something to a server of the loopback on a connection of its own; resolves with what the pattern
 * found in all that was heard.
 */
export async function ask(port: number, words: string, pattern: RegExp): Promise<RegExpExecArray> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  try {
    await once(socket, 'connect');
    socket.write(words);
    let heard = '';
    for await (const text of socket) {
      heard += text;
      const found = pattern.exec(heard);
      if (found !== null) return found;
    }
    throw new Error(`the server did not answer as expected: ${heard}`);
  } finally {
    socket.destroy();
  }
}
